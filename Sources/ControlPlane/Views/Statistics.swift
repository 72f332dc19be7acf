/// How much the ledger holds: all that administrators and auditors see of what is not their own.
public struct Statistics: Hashable, Sendable {
    /// Registered parties.
    public let parties: Int
    /// Of them, suspended.
    public let suspendedParties: Int
    /// Functions, deleted ones included.
    public let functions: Int
    /// Bytes of all payloads.
    public let payloadBytes: UInt64
    /// Assets.
    public let assets: Int
    /// Agreements that have not been forgotten.
    public let agreements: Int
    /// Runs that are remembered.
    public let runs: Int
    /// Of them, waiting.
    public let queuedRuns: Int
    /// Of them, running.
    public let runningRuns: Int
    /// Events of the ledger.
    public let events: UInt64
}

extension State {
    /// Counts, for administrators, auditors and the control node.
    public func statistics(visibleTo actor: Actor) throws(Refusal) -> Statistics {
        if actor != .system {
            let viewer = try viewer(actor)
            guard viewer.has(.admin) || viewer.has(.auditor) else { throw .roleRequired("admin or auditor") }
        }
        return Statistics(
            parties: parties.count, suspendedParties: suspended.count, functions: functions.count, payloadBytes: payloadBytes,
            assets: assets.count, agreements: agreements.count, runs: runs.count, queuedRuns: queue.count, runningRuns: running.count,
            events: eventCount)
    }
}
