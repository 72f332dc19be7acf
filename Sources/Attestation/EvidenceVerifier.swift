/// Turns one platform's evidence into an authentic report: parsing, signatures, chains, revocation and TCB, but no policy.
///
/// Roots are given at initialisation, endorsements and time with each call; a verifier fetches nothing and reads no clock.
public protocol EvidenceVerifier: Sendable {
    /// The platform whose evidence it reads.
    var platform: Platform { get }

    /// The report in the evidence, if it is authentic under the endorsements at this time (seconds since 1970).
    ///
    /// Errors of hardware platforms name the check that failed (``AttestationError/refusal``).
    func authenticate(
        _ evidence: Evidence, with endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> AuthenticReport
}

extension EvidenceVerifier {
    /// The report in evidence that needs no endorsements.
    public func authenticate(_ evidence: Evidence, at time: UInt64) throws(AttestationError) -> AuthenticReport {
        try authenticate(evidence, with: Endorsements(), at: time)
    }
}
