import AttestedSession
import Ledger
import Wire

/// The time that an executor goes by. An executor has no ledger: where the policy is a quorum it learns the time from the cosignatures on the heads that its
/// control node shows, which neither host can make. Without a quorum it has its host's.
struct ExecutorClock: Sendable {
    private let origin: String
    private let policy: WitnessPolicy
    private let learnt: LedgerClock

    init(origin: String, policy: WitnessPolicy, monotonic: MonotonicClock = .system) {
        (self.origin, self.policy) = (origin, policy)
        learnt = LedgerClock(policy: policy, monotonic: monotonic)
    }

    /// Seconds since 1970. Under a quorum the host's only until the first head was seen, and no evidence is appraised before that.
    var now: UInt64 {
        guard policy.mode == .quorum, learnt.now > 0 else { return HostClock.now() }
        return learnt.now
    }

    /// Learns from what a control node says about itself; refuses one that shows no head that a quorum cosigned.
    func learn(_ context: SessionContext) throws {
        guard policy.mode == .quorum else { return }
        guard let note = try? SignedNote(context.checkpoint), Checkpoint.parts(of: note.text)?.origin == origin,
            let times = try? policy.verify(note),
            let time = WitnessPolicy.median(times)
        else { throw NodeError("the control node shows no head of \(origin) that a quorum of the witnesses cosigned") }
        learnt.raise(to: time)
    }
}
