import Attestation
import AttestedTransport
import Client

/// An appraisal on a person's behalf, and the pinning after it.
struct FirstContact: Sendable {
    let home: HomeFolder
    let identity: PartyIdentity
    let endpoint: Endpoint
    /// The ledger that the node must keep; nil accepts any.
    let origin: String?
    let node: NodeFile?
    /// The way to the node.
    let proxy: ProxyRoute?
    /// Who must have cosigned the ledger's head; nil if nobody must.
    let witnesses: WitnessTrust?
    /// Whether an accepted node is remembered.
    let pins: Bool

    struct Outcome {
        let report: AttestReport
        let failure: CommandFailure?
    }

    private struct Accepted: Sendable {
        let origin: String
        let executors: [String]
        let seen: SeenLedger
    }

    /// Appraises, at most twice: `--pin` alone takes what a first contact showed, and then demands just that.
    func appraise(_ wanted: Pinning) async throws -> Outcome {
        var pinning = wanted
        let appraisals = Appraisals()
        do {
            return try await accept(pinning, appraisals, notes: notesAfterAcceptance(pinning))
        } catch let failure as CommandFailure where failure.exitCode == .appraisalRefused {
            guard let record = appraisals.record, record.appraisal.attested == nil else { throw failure }
            guard pins, pinning.mayPinOnFirstUse(record) else {
                return refusal(record, failure, notes: advice(record, pinning))
            }
            pinning.pinOnFirstUse(record)
            return try await accept(pinning, Appraisals(), notes: [Self.trustOnFirstUse])
        }
    }

    private func accept(_ wanted: Pinning, _ appraisals: Appraisals, notes: [String]) async throws -> Outcome {
        let accepted = try await NodeConnection.withClient(
            to: endpoint, identity: identity, trust: wanted.trust, releases: try home.releaseStore(wanted.trust), origin: origin,
            seen: try node?.checkpoint?.seen(), witnesses: witnesses, proxy: proxy, appraisals: appraisals
        ) { client, _ in
            Accepted(origin: client.ledger.origin, executors: client.ledger.executorMeasurements.sorted(), seen: client.ledger.seen)
        }
        guard let record = appraisals.record, let attested = record.appraisal.attested else {
            throw CommandFailure(.appraisalRefused, reason: "APPRAISAL_REFUSED", message: "the node showed no evidence")
        }
        if pins {
            var pinning = wanted
            try pinning.complete(configuration: attested.configurationDigest, executors: accepted.executors)
            try remember(pinning.trust, accepted)
        } else if node != nil {
            try home.remember(accepted.seen)
        }
        let report = AttestReport(
            record, server: "\(endpoint)", origin: accepted.origin, executors: accepted.executors, entries: accepted.seen.checkpoint.size,
            pinned: pins || wanted.wasPinned, notes: notes)
        return Outcome(report: report, failure: nil)
    }

    /// The trust first: with a node that is remembered and not trusted, every command stops.
    private func remember(_ trust: TrustFile, _ accepted: Accepted) throws {
        try home.write(try trust.encoded(), to: .trust)
        try home.locked {
            var checkpoint = SeenCheckpoint(accepted.seen)
            if let known = try home.nodeFile()?.checkpoint, known.size > checkpoint.size { checkpoint = known }
            try home.encode(
                NodeFile(server: "\(endpoint)", origin: accepted.origin, checkpoint: checkpoint, proxy: proxy, witnesses: witnesses),
                to: .node)
        }
    }

    private func refusal(_ record: AppraisalRecord, _ failure: CommandFailure, notes: [String]) -> Outcome {
        let report = AttestReport(
            record, server: "\(endpoint)", origin: nil, executors: [], entries: nil, pinned: false, notes: notes)
        return Outcome(report: report, failure: CommandFailure(failure.exitCode, reason: failure.reason, message: failure.message))
    }

    private func notesAfterAcceptance(_ pinning: Pinning) -> [String] {
        switch (pins, pinning.expected) {
        case (true, .some): ["Pinned: the node has the measurement that you expected, and from now on only what is pinned is accepted."]
        case (true, nil): ["Pinned as before, with the executors that the node names now."]
        case (false, _): ["Nothing new was pinned."]
        }
    }

    private static let trustOnFirstUse = """
        Pinned on first use: from now on only this measurement and configuration are accepted. Nobody but the node itself has vouched for \
        them, so compare the measurement with one from a source of your own.
        """

    /// What to type next.
    private func advice(_ record: AppraisalRecord, _ pinning: Pinning) -> [String] {
        guard let report = record.report else {
            guard record.platform.isSimulation, pinning.trust.softwareRoots == nil else { return [] }
            return [
                "A software TEE protects nothing and is refused unless you accept it, with the root that the machine's measurer prints:",
                "  cloister attest --server \(endpoint) --accept-software-tee \"\(TrustFile.softwareAcknowledgement)\" --software-root HEX",
            ]
        }
        if pinning.trust.control.followsAuditors {
            return ["Auditors decide which software this home accepts. What they say, and until when: cloister release show"]
        }
        if pinning.wasPinned || pinning.expected != nil {
            return [
                "The node is not the one that you pinned or expect. If its operator announced this software and you have checked it:",
                "  cloister attest --server \(endpoint) --expect-measurement \(report.measurement) --expect-configuration "
                    + report.configurationDigest.map { byte in Self.hex(byte) }.joined(),
            ]
        }
        return [
            "Nothing is pinned yet, so that no node is accepted. Compare the measurement with one from a source of your own, and type:",
            "  cloister attest --server \(endpoint) --expect-measurement \(report.measurement)\(Self.platformOptions(pinning))",
            "or trust whoever answers first: the same command with --pin instead.",
        ]
    }

    /// What accepts the platform, as it was just given: it is remembered only when something is pinned.
    private static func platformOptions(_ pinning: Pinning) -> String {
        guard let roots = pinning.trust.softwareRoots else { return "" }
        return " --accept-software-tee \"\(TrustFile.softwareAcknowledgement)\""
            + roots.keys.map { " --software-root " + $0.map(hex).joined() }.joined()
    }

    private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
