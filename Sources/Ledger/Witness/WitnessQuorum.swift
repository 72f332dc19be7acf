import Synchronization
import Wire

/// The witnesses of a ledger, each asked in a task of its own, so that one that is slow, silent, lying or put back delays only itself.
///
/// Asks only while `run()` runs.
public final class WitnessQuorum: Sendable {
    /// The most times that a witness may correct what is remembered of it, in one attempt.
    private static let maximumCorrections = 3
    /// How long to wait before a witness that failed is asked again: doubled each time between these.
    private static let pauses = (first: Duration.milliseconds(50), longest: Duration.seconds(2))

    /// What the ledger's entries need.
    public let policy: WitnessPolicy
    /// The time that the quorum confirms.
    public let clock: LedgerClock
    /// How long a round, and each request, may take.
    public let deadline: Duration

    private struct State {
        var rounds: WitnessRounds
        var round: CheckedContinuation<WitnessedHead?, Never>?
        var idle: [Int: CheckedContinuation<Void, Never>] = [:]
        var latest: WitnessedHead?
    }
    private let channels: [any WitnessChannel]
    private let state: Mutex<State>

    /// The witnesses of a policy, and the ways to them by name; a witness without a way is never there.
    public init(policy: WitnessPolicy, channels: [String: any WitnessChannel], clock: LedgerClock, deadline: Duration = .seconds(5)) {
        self.policy = policy
        self.clock = clock
        self.deadline = deadline
        self.channels = policy.witnesses.map { channels[$0.name] ?? NoWay() }
        state = Mutex(State(rounds: WitnessRounds(witnesses: policy.witnesses.count, needed: policy.needed)))
    }

    /// What is known of one witness.
    public struct Standing: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// The size that it cosigned last, as far as is known.
        public let size: UInt64
        /// Why it did not cosign when it was asked last; nil if it did.
        public let trouble: String?
    }

    /// What is known of the witnesses.
    public var standings: [Standing] {
        state.withLock { state in
            zip(policy.witnesses, state.rounds.members).map { Standing(name: $0.name, size: $1.size, trouble: $1.trouble) }
        }
    }

    /// The newest head that was cosigned: by a quorum, or without one by anybody.
    public var latest: Checkpoint? { state.withLock { $0.latest?.checkpoint } }

    /// Asks the witnesses until the task is canceled.
    public func run() async {
        await withTaskGroup(of: Void.self) { group in
            for member in channels.indices { group.addTask { await self.ask(member) } }
        }
    }

    /// Has a head cosigned by a quorum before the deadline. One call at a time.
    ///
    /// - Parameter proof: The RFC 6962 consistency proof to the head from a size on; nil where there is none.
    func cosign(_ head: Checkpoint, proof: @escaping @Sendable (UInt64) async -> [TreeHash]?) async throws(LedgerError) -> WitnessedHead {
        let round = state.withLock { $0.rounds.number() }
        let outcome = await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await self.clock.monotonic.sleep(self.deadline)
                self.expire(round)
            }
            let outcome = await withCheckedContinuation { continuation in
                begin(WitnessTarget(round: round, head: head, proof: proof), continuation)
            }
            group.cancelAll()
            return outcome
        }
        guard let outcome else { throw unwitnessed }
        return outcome
    }

    /// Lets the witnesses cosign a head, and waits for nobody.
    func offer(_ head: Checkpoint, proof: @escaping @Sendable (UInt64) async -> [TreeHash]?) {
        let round = state.withLock { $0.rounds.number() }
        begin(WitnessTarget(round: round, head: head, proof: proof), nil)
    }
}

extension WitnessQuorum {
    private struct NoWay: WitnessChannel {
        struct Missing: Error {}
        func addCheckpoint(_ body: [UInt8]) throws -> WitnessReply { throw Missing() }
    }

    private enum Attempt {
        case cosigned(Cosignature)
        case failed(String)
    }

    private func begin(_ target: WitnessTarget, _ continuation: CheckedContinuation<WitnessedHead?, Never>?) {
        let (hasBegun, idle) = state.withLock { state in
            guard state.rounds.begin(target) else { return (false, [CheckedContinuation<Void, Never>]()) }
            state.round = continuation
            defer { state.idle = [:] }
            // In one order, so that a simulation replays.
            return (true, state.idle.sorted { $0.key < $1.key }.map(\.value))
        }
        if !hasBegun { continuation?.resume(returning: nil) }
        for worker in idle { worker.resume() }
    }

    private func expire(_ round: UInt64) {
        let waiting = state.withLock { state in state.rounds.expire(round) ? state.round.take() : nil }
        waiting?.resume(returning: nil)
    }

    private func ask(_ member: Int) async {
        var pause = Self.pauses.first
        while let target = await work(for: member) {
            switch await attempt(member, target) {
            case .cosigned(let cosignature):
                pause = Self.pauses.first
                count(cosignature, of: member, for: target)
            case .failed(let trouble):
                state.withLock { $0.rounds.fail(member, trouble) }
                try? await clock.monotonic.sleep(pause)
                pause = min(pause * 2, Self.pauses.longest)
            }
        }
    }

    // The next head for a witness; nil once the task is canceled.
    private func work(for member: Int) async -> WitnessTarget? {
        while !Task.isCancelled {
            if let target = state.withLock({ $0.rounds.work(for: member) }) { return target }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    // Looked at again under the lock: a head may have come, or the cancellation.
                    let isReady = state.withLock { state in
                        guard !Task.isCancelled, !state.rounds.hasWork(for: member) else { return true }
                        state.idle[member] = continuation
                        return false
                    }
                    if isReady { continuation.resume() }
                }
            } onCancel: {
                state.withLock { $0.idle.removeValue(forKey: member) }?.resume()
            }
        }
        return nil
    }

    private func count(_ cosignature: Cosignature, of member: Int, for target: WitnessTarget) {
        let (witnessed, waiting) = state.withLock { state in
            guard let witnessed = state.rounds.count(cosignature, of: member, for: target) else {
                return (nil as WitnessedHead?, nil as CheckedContinuation<WitnessedHead?, Never>?)
            }
            state.latest = witnessed
            return (witnessed, state.round.take())
        }
        guard let witnessed else { return }
        if policy.mode == .quorum { clock.confirm(witnessed.time, asked: witnessed.asked) }
        waiting?.resume(returning: witnessed)
    }

    private func attempt(_ member: Int, _ target: WitnessTarget) async -> Attempt {
        for _ in 0...Self.maximumCorrections {
            let size = state.withLock { $0.rounds.members[member].size }
            guard size <= target.head.size, let proof = await target.proof(size) else {
                return .failed(
                    "it has cosigned \(size) entries, and this ledger has \(target.head.size): an older copy, or another one that goes on")
            }
            let asked = clock.monotonic.now()
            guard let reply = await reply(of: member, to: WitnessRequest(oldSize: size, proof: proof, checkpoint: target.head.note)) else {
                return .failed("it cannot be reached, or is too slow")
            }
            if reply.status == 200 { return verified(reply, member, target, asked) }
            guard let other = reply.conflictingSize, other != size else {
                return .failed(reply.status == 422 || reply.status == 409 ? "it has cosigned another branch" : "it answers \(reply.status)")
            }
            state.withLock { $0.rounds.correct(member, to: other) }
        }
        return .failed("it names one size after the other")
    }

    private func verified(_ reply: WitnessReply, _ member: Int, _ target: WitnessTarget, _ asked: Duration) -> Attempt {
        let key = policy.witnesses[member]
        guard reply.body.count <= WitnessReply.maximumBytes, let note = try? SignedNote(target.head.note.bytes + reply.body),
            note.text == target.head.note.text, let time = try? key.cosignatureTime(of: note),
            let line = note.signatures.first(where: { $0.keyID == key.keyID && $0.name == key.name })
        else { return .failed("it answers without a valid cosignature") }
        return .cosigned(Cosignature(line: line, time: time, asked: asked))
    }

    // The answer within the deadline; nil for none.
    private func reply(of member: Int, to request: WitnessRequest) async -> WitnessReply? {
        let channel = channels[member]
        return await withTaskGroup(of: WitnessReply?.self) { group in
            group.addTask { try? await channel.addCheckpoint(request.bytes) }
            group.addTask {
                try? await self.clock.monotonic.sleep(self.deadline)
                return nil
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? nil
        }
    }

    private var unwitnessed: LedgerError {
        let troubles = standings.compactMap { standing in standing.trouble.map { "\(standing.name): \($0)" } }
        let why = troubles.isEmpty ? "no answer came in time" : troubles.joined(separator: "; ")
        return LedgerError(.unwitnessed, "\(policy.needed) of \(policy.witnesses.count) witnesses must cosign, and too few did: \(why).")
    }
}
