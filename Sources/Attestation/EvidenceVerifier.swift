/// Turns one platform's evidence into an authentic report: parsing, signatures, chains, revocation and TCB, but no policy.
///
/// Roots and collateral are given at initialisation, time with each call; a verifier fetches nothing.
public protocol EvidenceVerifier: Sendable {
    /// The platform whose evidence it reads.
    var platform: Platform { get }

    /// The report in the evidence, if it is authentic at this time (seconds since 1970).
    func authenticate(_ evidence: Evidence, at time: UInt64) throws(AttestationError) -> AuthenticReport
}
