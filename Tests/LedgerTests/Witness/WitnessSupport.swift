import Synchronization
import Testing
import Wire

@testable import Ledger

/// A witness's state in memory, which can be put back, and whose writes can fail.
final class MemoryWitnessStore: WitnessStateStore {
    private let state: Mutex<(saved: [UInt8]?, saves: Int, failsAt: Int)>

    init(_ bytes: [UInt8]?) { state = Mutex((bytes, 0, .max)) }

    var saved: [UInt8]? {
        get { state.withLock { $0.saved } }
        set { state.withLock { $0.saved = newValue } }
    }
    var saves: Int { state.withLock { $0.saves } }

    func failFromNow() { state.withLock { $0.failsAt = $0.saves } }

    func load() throws(LedgerError) -> [UInt8]? { saved }

    func save(_ bytes: [UInt8]) throws(LedgerError) {
        let fails = state.withLock { state in
            if state.saves >= state.failsAt { return true }
            state.saved = bytes
            state.saves += 1
            return false
        }
        if fails { throw LedgerError(.storeFailed, "planted") }
    }
}

/// A clock that stands until it is set.
final class HandClock: Sendable {
    private let value: Mutex<UInt64>
    init(_ start: UInt64) { value = Mutex(start) }
    var now: UInt64 {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}

/// The monotonic time of a test: real for waiting, and moved by hand beyond that.
final class HandMonotonic: Sendable {
    private let ahead = Mutex(Duration.zero)
    private let isFrozen: Bool
    private let start = ContinuousClock.now

    init(isFrozen: Bool = false) { self.isFrozen = isFrozen }

    func advance(_ duration: Duration) { ahead.withLock { $0 += duration } }

    var clock: MonotonicClock {
        MonotonicClock(
            now: { (self.isFrozen ? .zero : ContinuousClock.now - self.start) + self.ahead.withLock { $0 } },
            sleep: { try await Task.sleep(for: $0) })
    }
}

/// One witness of a test, with all that can be done to it.
final class TestWitness: WitnessChannel {
    enum Mood { case honest, offline, silent, garbage, forged, conflicts, slow(Duration) }

    let key: CosignerSigningKey
    let store: MemoryWitnessStore
    let clock: HandClock
    private let logs: [WitnessedLog]
    private let running: Mutex<(witness: Witness, mood: Mood, calls: Int)>

    init(_ number: Int, at time: UInt64 = 1_800_000_000) throws {
        key = try CosignerSigningKey(
            name: "witness.example/w\(number)", rawRepresentation: [UInt8](repeating: UInt8(0x54 + number), count: 32))
        store = MemoryWitnessStore(WitnessState(key: key.verifier).wireBytes)
        let clock = HandClock(time)
        self.clock = clock
        logs = [try WitnessedLog(origin: Fixed.origin(), keys: [Fixed.keys().checkpointKey(origin: Fixed.origin())])]
        running = Mutex((try Witness(key: key, logs: logs, store: store, clock: { clock.now }), .honest, 0))
    }

    var mood: Mood {
        get { running.withLock { $0.mood } }
        set { running.withLock { $0.mood = newValue } }
    }
    var calls: Int { running.withLock { $0.calls } }
    var witness: Witness { running.withLock { $0.witness } }

    /// Starts it anew from what its store holds.
    func restart() throws {
        let clock = clock
        let witness = try Witness(key: key, logs: logs, store: store, clock: { clock.now })
        running.withLock { $0.witness = witness }
    }

    func addCheckpoint(_ body: [UInt8]) async throws -> WitnessReply {
        let (witness, mood) = running.withLock { running in
            running.calls += 1
            return (running.witness, running.mood)
        }
        switch mood {
        case .honest: return witness.answer(body)
        case .offline: throw LedgerError(.closed, "offline")
        case .silent:
            try await Task.sleep(for: .seconds(3600))
            throw LedgerError(.closed, "silent")
        case .garbage: return WitnessReply(status: 200, type: WitnessReply.plainType, body: [0xff, 0x0a])
        case .forged:
            let forger = try CosignerSigningKey(name: key.verifier.name, rawRepresentation: [UInt8](repeating: 0x99, count: 32))
            let text = try WitnessRequest(body).checkpoint.text
            let line = try forger.cosign(text, at: 1)
            let value = try SignedNote(Array((text + "\n" + line.line).utf8)).signatures[0].bytes
            let id = key.verifier.keyID
            let bytes = [UInt8(id >> 24), UInt8(id >> 16 & 255), UInt8(id >> 8 & 255), UInt8(id & 255)] + value
            let forged = "\u{2014} \(key.verifier.name) \(Base64.encode(bytes))\n"
            return WitnessReply(status: 200, type: WitnessReply.plainType, body: Array(forged.utf8))
        case .conflicts:
            return WitnessReply(
                status: 409, type: WitnessReply.sizeType, body: Array("\(running.withLock { $0.calls % 2 })\n".utf8))
        case .slow(let delay):
            try await Task.sleep(for: delay)
            return witness.answer(body)
        }
    }
}

/// n witnesses, and quorums over them.
struct TestWitnesses {
    let all: [TestWitness]

    init(_ count: Int = 3) throws { all = try (1...count).map { try TestWitness($0) } }

    func policy(needed: Int = 2, faulty: Int = 0, age: UInt64 = 60) throws -> WitnessPolicy {
        try .quorum(needed: needed, of: all.map(\.key.verifier), faulty: faulty, maximumAge: age)
    }

    func quorum(
        _ policy: WitnessPolicy? = nil, deadline: Duration = .seconds(20), monotonic: MonotonicClock = .system
    ) throws -> WitnessQuorum {
        let policy = try policy ?? self.policy()
        return WitnessQuorum(
            policy: policy, channels: Dictionary(uniqueKeysWithValues: all.map { ($0.key.verifier.name, $0) }),
            clock: LedgerClock(policy: policy, monotonic: monotonic), deadline: deadline)
    }
}

extension WitnessQuorum {
    /// Runs it beside `body`.
    func whileRunning<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        // Canceled and waited for at the end of the scope.
        async let _ = run()
        return try await body()
    }
}

extension Journal {
    static func fresh(_ store: any LedgerStore, _ witnesses: WitnessQuorum) async throws -> Journal {
        try await create(store: store, keys: Fixed.keys(), origin: Fixed.origin(), witnesses: witnesses)
    }

    static func reopen(_ store: any LedgerStore, _ witnesses: WitnessQuorum?, clock: LedgerClock = LedgerClock()) async throws -> Journal {
        try await open(store: store, keys: Fixed.keys(), origin: Fixed.origin(), witnesses: witnesses, clock: clock) { _ in }
    }
}
