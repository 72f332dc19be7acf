#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import Synchronization

/// The node's time in seconds since 1970: it starts at the later of the ledger's time and the host's, and then follows the
/// monotonic clock. A host that sets its clock back cannot make an agreement live longer.
final class NodeClock: Sendable {
    private let start: UInt64
    private let origin = ContinuousClock.now
    private let latest = Mutex<UInt64>(0)

    /// A clock that never shows less than `ledgerTime`.
    init(ledgerTime: UInt64, hostTime: UInt64 = NodeClock.hostTime()) {
        start = max(ledgerTime, hostTime)
    }

    /// The present time; never less than an earlier answer.
    var now: UInt64 {
        let elapsed = ContinuousClock.now - origin
        let present = start + UInt64(max(0, elapsed.components.seconds))
        return latest.withLock { latest in
            latest = max(latest, present)
            return latest
        }
    }

    /// What the host says, in seconds since 1970.
    static func hostTime() -> UInt64 { UInt64(max(0, time(nil))) }
}
