import Synchronization

/// A verifier that several threads share, and that is durable before it takes effect.
public final class ReleaseStore: Sendable {
    private let state: Mutex<ReleaseVerifier>
    private let file: ReleaseFile?

    /// A store that begins with the pinned set and goes on from the file, if there is one.
    ///
    /// Throws `memoryDamaged` for a file that is damaged or belongs to another pinned set: it is never passed over.
    public init(pinned: AuditorSet, profile: TrustProfile, file: ReleaseFile? = nil) throws(ReleaseRefusal) {
        self.file = file
        if let memory = try file?.load() {
            state = Mutex(try ReleaseVerifier(pinned: pinned, profile: profile, remembering: memory))
        } else {
            state = Mutex(try ReleaseVerifier(pinned: pinned, profile: profile))
        }
    }

    /// The set that is trusted without further proof.
    public var pinned: AuditorSet { verifier.pinned }

    /// What is known now, as a value.
    public var verifier: ReleaseVerifier { state.withLock { $0 } }

    /// The highest place accepted; nil before the first manifest.
    public var head: ReleaseHead? { verifier.head }

    /// The requirement that follows what the store knows at each appraisal.
    public var requirement: SoftwareIsReleased { SoftwareIsReleased(by: self) }

    /// What a peer lacks whose head is `head`.
    public func chain(after head: ReleaseHead?) -> ReleaseChain { verifier.chain(after: head) }

    /// As `ReleaseVerifier.accept`: what is accepted, and an alarm, is on disk before this returns.
    @discardableResult
    public func accept(_ chain: ReleaseChain, at time: UInt64) throws(ReleaseRefusal) -> Bool {
        try state.withLock { (state: inout ReleaseVerifier) throws(ReleaseRefusal) -> Bool in
            var next = state
            do throws(ReleaseRefusal) {
                let moved = try next.accept(chain, at: time)
                if moved { try file?.save(next.memory) }
                state = next
                return moved
            } catch {
                if next.alarms != state.alarms {
                    // The alarm stands in memory even if the disk does not take it.
                    state = next
                    try file?.save(next.memory)
                }
                throw error
            }
        }
    }
}
