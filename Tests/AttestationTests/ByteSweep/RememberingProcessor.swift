@testable import Attestation

/// A processor's verifier that remembers what came of one report: so that a sweep over what stands on top of it verifies that report once.
///
/// Whatever differs from it, in report or endorsements, is verified as ever.
struct RememberingProcessor: EvidenceVerifier {
    private let base: any EvidenceVerifier
    private let evidence: Evidence
    private let endorsements: Endorsements
    private let report: AuthenticReport

    init(_ base: any EvidenceVerifier, _ evidence: Evidence, with endorsements: Endorsements, at time: UInt64) throws {
        self.base = base
        self.evidence = evidence
        self.endorsements = endorsements
        report = try base.authenticate(evidence, with: endorsements, at: time)
    }

    var platform: Platform { base.platform }

    func authenticate(_ evidence: Evidence, with endorsements: Endorsements, at time: UInt64) throws(AttestationError) -> AuthenticReport {
        if evidence == self.evidence, endorsements.certificates == self.endorsements.certificates { return report }
        return try base.authenticate(evidence, with: endorsements, at: time)
    }
}
