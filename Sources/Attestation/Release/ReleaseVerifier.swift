/// What one party knows of a chain of releases, and what it accepts next. A value: it fetches nothing and reads no clock.
///
/// It begins with an auditor set that is pinned. A manifest that is signed by the set's threshold, follows what is remembered and is valid
/// at the time given is in force; otherwise no software is accepted (docs/spec/releases.md).
public struct ReleaseVerifier: Sendable {
    /// How far a clock may lag behind a time already seen, in seconds.
    public static let clockSlack: UInt64 = 60

    /// The set that is trusted without further proof.
    public let pinned: AuditorSet
    /// Whether sets must be strict.
    public let profile: TrustProfile
    /// Contradictions seen. While there is one, nothing is in force until a person has pinned a set anew.
    public private(set) var alarms: [ReleaseAlarm] = []
    private var walk: ReleaseWalk
    private var retained = ReleaseChain.empty
    private var latestTime: UInt64 = 0

    /// A verifier that knows the pinned set and nothing else.
    public init(pinned: AuditorSet, profile: TrustProfile) throws(ReleaseRefusal) {
        self.pinned = pinned
        self.profile = profile
        walk = try ReleaseWalk(from: pinned, profile: profile)
    }

    /// A verifier that goes on from what was remembered, all of which is checked again.
    ///
    /// The set may be pinned anew at one that the remembered chain leads to.
    public init(pinned: AuditorSet, profile: TrustProfile, remembering memory: ReleaseMemory) throws(ReleaseRefusal) {
        try self.init(pinned: pinned, profile: profile)
        var steps = memory.chain.steps[...]
        if memory.root != pinned.digest {
            guard let anew = steps.firstIndex(where: { $0.nextSet?.digest == pinned.digest }) else {
                throw ReleaseRefusal(.memoryDamaged, "what is remembered belongs to another auditor set than the one pinned")
            }
            steps = steps[(anew + 1)...]
        }
        do throws(ReleaseRefusal) {
            for step in steps { try walk.take(step) }
            retained = try walk.trim()
        } catch {
            throw ReleaseMemory.damaged
        }
        latestTime = memory.latestTime
        alarms = memory.alarms
        guard head == memory.head else { throw ReleaseMemory.damaged }
    }

    /// What must survive a restart.
    public var memory: ReleaseMemory {
        ReleaseMemory(root: pinned.digest, head: head, latestTime: latestTime, chain: retained, alarms: alarms)
    }

    /// The highest place accepted; nil before the first manifest.
    public var head: ReleaseHead? { newest?.manifest?.head }

    /// The note of the newest manifest accepted; nil before the first.
    public var newest: ReleaseStep? { walk.last }

    /// The set that signs now.
    public var auditors: AuditorSet { walk.set }

    /// Takes a chain, of which the beginning may be known already; returns whether the head moved.
    ///
    /// Whole or not at all: a refusal changes nothing, except that an `equivocation` is kept in `alarms`.
    @discardableResult
    public mutating func accept(_ chain: ReleaseChain, at time: UInt64) throws(ReleaseRefusal) -> Bool {
        try checkAlarmsAndClock(time)
        guard let offered = chain.head, chain.steps.last?.manifest != nil else {
            throw ReleaseRefusal(.unchained, "the chain of releases does not end with a manifest")
        }
        var next = walk
        do throws(ReleaseRefusal) {
            for step in chain.steps {
                if try next.passesOver(step, pinned: pinned) { continue }
                try next.take(step)
            }
        } catch {
            if let alarm = next.alarm { alarms = Array((alarms + [alarm]).prefix(ReleaseMemory.maximumAlarms)) }
            throw error
        }
        guard let manifest = next.last?.manifest, manifest.head != head else {
            if offered == head { return false }
            throw ReleaseRefusal(.lower, "the manifest shown is older than the one remembered")
        }
        try Self.check(manifest, at: time)
        retained = try next.trim()
        walk = next
        latestTime = max(latestTime, time)
        return true
    }

    /// The manifest in force at a time; throws the reason if there is none, in which case no software is accepted.
    public func inForce(at time: UInt64) throws(ReleaseRefusal) -> ReleaseManifest {
        try checkAlarmsAndClock(time)
        guard let manifest = newest?.manifest else {
            throw ReleaseRefusal(.noManifest, "no release manifest has been accepted yet")
        }
        try Self.check(manifest, at: time)
        return manifest
    }

    /// What a peer lacks whose head is `head`, in what is kept; empty if it lacks nothing. A peer with no head gets the newest manifest.
    public func chain(after head: ReleaseHead?) -> ReleaseChain {
        guard let newest, let own = self.head, own != head else { return .empty }
        let steps = retained.steps
        var chosen = steps.filter { $0.manifest == nil } + [newest]
        if let head {
            if own.precedes(head) { return .empty }
            let same = steps.firstIndex { $0.manifest.map { ($0.set, $0.sequence) == (head.set, head.sequence) } ?? false }
            switch same {
            // From what it has; with that itself if the two differ, because that is the proof.
            case .some(let index): chosen = Array(steps[(index + (steps[index].digest == head.digest ? 1 : 0))...])
            case nil: chosen = steps
            }
        }
        return (try? ReleaseChain(chosen)) ?? .empty
    }

    private func checkAlarmsAndClock(_ time: UInt64) throws(ReleaseRefusal) {
        guard alarms.isEmpty else {
            throw ReleaseRefusal(
                .equivocation, "auditors were seen to sign two histories of the releases of \(pinned.origin): nothing is accepted")
        }
        guard time >= latestTime - min(latestTime, Self.clockSlack) else {
            throw ReleaseRefusal(.frozen, "the clock shows a time before one that was seen already")
        }
    }

    private static func check(_ manifest: ReleaseManifest, at time: UInt64) throws(ReleaseRefusal) {
        guard time >= manifest.notBefore else { throw ReleaseRefusal(.notYetValid, "the newest manifest is not valid yet") }
        guard time < manifest.notAfter else { throw ReleaseRefusal(.expired, "the newest manifest has expired") }
    }
}
