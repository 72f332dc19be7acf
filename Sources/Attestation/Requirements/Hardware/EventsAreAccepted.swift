import Wire

/// What went into a register at boot, event by event, by a log that replays to it: every event is listed, and those that must be there are.
///
/// Digests alone are compared: what an event says of itself beside its digest, nobody signed.
public struct EventsAreAccepted: EvidenceRequirement {
    private let register: SignedRegister
    private let demands: EventDemands

    /// The demands on the events of one register; there must be a log, and at least one event.
    public init(_ register: SignedRegister, _ demands: EventDemands) {
        self.register = register
        self.demands = demands
    }

    public var summary: String { "\(register) was extended with accepted events" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard let place = register.logged, let log = report.details.eventLog, report.details[register] != nil else {
            return [failure("no boot event log that replays to \(register)", "one")]
        }
        let digests = log.events.filter { $0.extends && $0.register == place.index }.compactMap { $0.digests[place.bank] }
        guard !digests.isEmpty else { return [failure("no event of \(register)", "at least one")] }
        var failures: [AppraisalFailure] = []
        if let accepted = demands.accepted {
            let others = Set(digests).subtracting(accepted).map(\.hex).sorted()
            if let first = others.first {
                let found = "\(others.count) other events of \(register), such as \(first)"
                failures.append(failure(found, AllowList.text(accepted.map(\.hex), of: "accepted event of \(register)")))
            }
        }
        for digest in demands.required where !digests.contains(digest) {
            failures.append(failure("no event \(digest.hex) of \(register)", "it"))
        }
        return failures
    }

    private func failure(_ found: String, _ wanted: String) -> AppraisalFailure {
        AppraisalFailure(.eventsNotAccepted, found: found, wanted: wanted)
    }
}

/// Which events may, and which must, have gone into a register.
public struct EventDemands: Sendable, Equatable {
    /// Digests of which every event must be one; nil for any.
    public var accepted: [[UInt8]]?
    /// Digests that must each be there.
    public var required: [[UInt8]]

    /// Demands: SHA-384 digests for runtime measurements of TDX, SHA-256 for a TPM's registers.
    public init(accepted: [[UInt8]]? = nil, required: [[UInt8]] = []) {
        self.accepted = accepted
        self.required = required
    }
}
