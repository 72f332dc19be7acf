import ArgumentParser
import Attestation

/// What a person demands of a node at `cloister attest`, turned into trust.
struct Pinning {
    /// What is trusted before anything new is pinned.
    private(set) var trust: TrustFile
    /// Whether the trust file already said which software it wants.
    let wasPinned: Bool
    /// The software that the person knows from elsewhere.
    let expected: Measurement?

    init(existing: TrustFile?, roots: [[UInt8]], sentence: String?, expected: Measurement?, expectedConfiguration: [UInt8]?) throws {
        trust = existing ?? TrustFile()
        wasPinned = !trust.control.measurements.isEmpty || trust.control.followsAuditors
        guard !trust.control.followsAuditors || expected == nil && expectedConfiguration == nil else {
            throw CommandFailure(
                .validationFailure, reason: "USAGE",
                message: "auditors decide which software this home accepts; --expect-measurement and --expect-configuration do not apply")
        }
        self.expected = expected
        if !roots.isEmpty || sentence != nil {
            let known = trust.softwareRoots?.keys ?? []
            let new = roots.filter { !known.contains($0) }
            guard !(known + new).isEmpty else {
                throw CommandFailure(
                    .validationFailure, reason: "USAGE",
                    message: "--accept-software-tee needs --software-root: the key that `cloister-measurer root` prints on the machine")
            }
            try trust.unsafeAcceptSoftwareTEE(roots: known + new, acknowledging: sentence ?? "")
        }
        if let expected { trust.pin(expected, as: .control) }
        if let expectedConfiguration {
            var configurations = trust.control.configurations ?? []
            if !configurations.contains(expectedConfiguration) { configurations.append(expectedConfiguration) }
            trust.control.configurations = configurations
        }
    }

    /// Whether `--pin` alone may take the software that a refused node showed: nothing else was wrong, nothing was pinned before, and
    /// nothing was expected.
    func mayPinOnFirstUse(_ record: AppraisalRecord) -> Bool {
        let failures = record.appraisal.failures
        return !wasPinned && expected == nil && record.report != nil && !failures.isEmpty
            && failures.allSatisfy { $0.code == .measurementNotAccepted }
    }

    /// Takes the software and the configuration that the node showed.
    mutating func pinOnFirstUse(_ record: AppraisalRecord) {
        guard mayPinOnFirstUse(record), let report = record.report else { return }
        trust.pin(report.measurement, as: .control)
        trust.control.configurations = trust.control.configurations ?? [report.configurationDigest]
    }

    /// Completes the trust with what an accepted node showed: its configuration if it is still open, and its executors' software.
    mutating func complete(configuration: [UInt8], executors: [String]) throws(CommandFailure) {
        if trust.control.configurations == nil, !trust.control.followsAuditors { trust.control.configurations = [configuration] }
        guard !trust.executor.followsAuditors else { return }
        trust.executor.measurements = []
        for text in executors {
            guard let measurement = Measurement(text), !measurement.isZero, trust.executor.measurements.count < TrustFile.maximumEntries
            else {
                throw CommandFailure(
                    .appraisalRefused, reason: "INVALID_ANSWER", message: "the node names an executor by something that is no measurement")
            }
            trust.pin(measurement, as: .executor)
        }
    }
}
