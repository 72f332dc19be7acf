/// Examines evidence that comes as mere bytes: recognises its format, authenticates it, and holds it against a policy.
public struct EvidenceExaminer: Sendable {
    private let verifiers: [any EvidenceVerifier]

    /// An examiner with the verifiers of the platforms that it is to know.
    public init(verifiers: [any EvidenceVerifier]) { self.verifiers = verifiers }

    /// Examines evidence at a time in seconds since 1970; `nonce` is what the evidence must have been made for.
    public func examine(
        _ bytes: [UInt8], with endorsements: Endorsements, policy: EvidencePolicy, nonce: [UInt8]? = nil, at time: UInt64
    ) -> EvidenceExamination {
        let outer = EvidenceFormat(recognising: bytes)
        do throws(AttestationError) {
            let opened = try OpenedEvidence(bytes, as: outer, with: endorsements)
            return examine(opened, policy: policy, nonce: nonce, at: time)
        } catch {
            return EvidenceExamination(outer, refusedBy: ExaminationReason(error), at: time)
        }
    }

    /// The same with endorsements as files of any kind; a file that is none is a refusal. The parts of an Azure machine's evidence may be files too.
    public func examine(
        _ bytes: [UInt8], endorsementFiles files: [[UInt8]], policy: EvidencePolicy, nonce: [UInt8]? = nil, at time: UInt64
    ) -> EvidenceExamination {
        var endorsements = Endorsements()
        var files = files
        let bytes = AzureEvidence.joined(bytes, with: &files)
        do throws(AttestationError) {
            for file in files { endorsements = endorsements.union(try EndorsementFile.endorsements(in: file)) }
        } catch {
            return EvidenceExamination(EvidenceFormat(recognising: bytes), refusedBy: ExaminationReason(error), at: time)
        }
        return examine(bytes, with: endorsements, policy: policy, nonce: nonce, at: time)
    }

    private func examine(_ opened: OpenedEvidence, policy: EvidencePolicy, nonce: [UInt8]?, at time: UInt64) -> EvidenceExamination {
        let evidence = opened.evidence
        let verifiers = verifiers.trusting(policy.platforms[.tpm]?.attestationKeys)
        switch EvidenceAuthentication(verifiers).report(of: evidence, with: opened.endorsements, at: time) {
        case .failure(.noVerifier):
            let reason = ExaminationReason(.unsupported, "no verifier of \(evidence.platform) evidence is at hand")
            return EvidenceExamination(opened.format, refusedBy: reason, at: time)
        case .failure(.notAuthentic(let error)):
            return EvidenceExamination(opened.format, refusedBy: ExaminationReason(error), at: time)
        case .success(let report):
            var requirements = policy.requirements(for: report.platform)
            if let nonce { requirements.append(NonceEquals(nonce)) }
            var failures: [AppraisalFailure] = []
            for failure in requirements.flatMap({ $0.failures(in: report, at: time) }) where !failures.contains(failure) {
                failures.append(failure)
            }
            return EvidenceExamination(opened.format, report, failures: failures, at: time)
        }
    }
}
