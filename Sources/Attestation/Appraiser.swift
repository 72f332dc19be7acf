/// Appraises evidence: chooses the verifier, authenticates, and holds the report against the policy.
///
/// Whatever the policy says, report data and role must match exactly, a measurement of zeros is refused, and so are debugging and the
/// software TEE unless the policy spells out the contrary. Evidence that is not authentic is refused, and what it says is looked at only to
/// name more of what is wrong.
public struct Appraiser: Sendable {
    private let verifiers: [any EvidenceVerifier]
    private let policy: AppraisalPolicy
    private let endorsements: Endorsements

    /// An appraiser for the platforms of the verifiers; evidence of any other platform is refused. `endorsements` are at hand for all evidence.
    public init(verifiers: [any EvidenceVerifier], policy: AppraisalPolicy, endorsements: Endorsements = Endorsements()) {
        self.verifiers = verifiers
        self.policy = policy
        self.endorsements = endorsements
    }

    /// Appraises evidence that must cover `reportData` and come from a node in `role`, at a time in seconds since 1970.
    public func appraise(_ evidence: Evidence, reportData: ReportData, role: NodeRole, at time: UInt64) -> Appraisal {
        record(of: evidence, reportData: reportData, role: role, at: time).appraisal
    }

    /// The same, with all that a person wants to see of it.
    public func record(of evidence: Evidence, reportData: ReportData, role: NodeRole, at time: UInt64) -> AppraisalRecord {
        let report: AuthenticReport
        switch authenticate(evidence, at: time) {
        case .failure(let failure):
            let failures = [failure.value] + inspect(evidence, reportData: reportData, after: failure.value)
            return AppraisalRecord(
                platform: evidence.platform, role: role, time: time, report: nil, checks: [], appraisal: .refused(failures))
        case .success(let authentic): report = authentic
        }
        let requirements = always(evidence: evidence, reportData: reportData) + policy.requirements
        var failures: [AppraisalFailure] = []
        for failure in requirements.flatMap({ $0.failures(in: report, as: role, at: time) }) where !failures.contains(failure) {
            failures.append(failure)
        }
        return AppraisalRecord(
            platform: evidence.platform, role: role, time: time, report: report, checks: requirements.map(\.summary),
            appraisal: failures.isEmpty ? .attested(Attested(report, for: reportData, as: role, at: time)) : .refused(failures))
    }

    /// What else is wrong with evidence that is not authentic, as far as it can be read at all: the same requirements on the parsed quote.
    private func inspect(_ evidence: Evidence, reportData: ReportData, after failure: AppraisalFailure) -> [AppraisalFailure] {
        guard let quote = try? ParsedQuote(evidence) else { return [] }
        var failures: [AppraisalFailure] = []
        if failure.code != .notAuthentic {
            failures.append(
                AppraisalFailure(
                    .notAuthentic, found: "a quote whose signatures nobody verified",
                    wanted: "\(evidence.platform) evidence signed under a trust root"))
        }
        return always(evidence: evidence, reportData: reportData).reduce(into: failures) { failures, requirement in
            guard let requirement = requirement as? any InspectionRequirement else { return }
            failures += requirement.failures(inspecting: quote)
        }
    }

    private struct Unauthentic: Error { let value: AppraisalFailure }

    private func authenticate(_ evidence: Evidence, at time: UInt64) -> Result<AuthenticReport, Unauthentic> {
        let opened: OpenedEvidence
        do throws(AttestationError) {
            opened = try OpenedEvidence(evidence, with: endorsements)
        } catch {
            return .failure(Unauthentic(value: refusal(of: evidence, error)))
        }
        switch EvidenceAuthentication(verifiers).report(of: opened.evidence, with: opened.endorsements, at: time) {
        case .success(let report): return .success(report)
        case .failure(.notAuthentic(let error)): return .failure(Unauthentic(value: refusal(of: evidence, error)))
        case .failure(.noVerifier):
            let known = verifiers.map { "\($0.platform)" }.joined(separator: ", ")
            let wanted = verifiers.isEmpty ? "a platform with trust roots, of which there is none" : "one of \(known)"
            return .failure(Unauthentic(value: AppraisalFailure(.platformNotAccepted, found: "\(evidence.platform)", wanted: wanted)))
        }
    }

    private func refusal(of evidence: Evidence, _ error: AttestationError) -> AppraisalFailure {
        AppraisalFailure(
            .notAuthentic, found: error.message, wanted: "\(evidence.platform) evidence signed under a trust root", refusal: error.refusal)
    }

    private func always(evidence: Evidence, reportData: ReportData) -> [any AppraisalRequirement] {
        var requirements: [any AppraisalRequirement] = [
            ReportDataEquals(reportData), RoleMatches(), PlatformMatches(platform: evidence.platform), MeasurementIsNotZero(),
        ]
        if !policy.dangers.contains(.unsafeAllowDebug) { requirements.append(DebugIsOff()) }
        if !policy.dangers.contains(.unsafeAcceptSoftwareTEE) { requirements.append(HardwareStandsBehind()) }
        return requirements
    }
}

extension Attested {
    fileprivate init(_ report: AuthenticReport, for reportData: ReportData, as role: NodeRole, at time: UInt64) {
        self.init(
            platform: report.platform, measurement: report.measurement, role: role,
            configurationDigest: report.configurationDigest, securityVersion: report.securityVersion, isDebug: report.isDebug,
            hardwareID: report.hardwareID, reportData: reportData, appraisedAt: time)
    }
}
