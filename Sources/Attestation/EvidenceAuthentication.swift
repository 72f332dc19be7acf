/// The one way from evidence to an authentic report, for sessions and for files alike: every verifier of the platform is tried.
struct EvidenceAuthentication {
    /// Why there is no report.
    enum Failure: Error {
        /// None of the verifiers is for the platform.
        case noVerifier
        /// What the last verifier said.
        case notAuthentic(AttestationError)
    }

    private let verifiers: [any EvidenceVerifier]

    init(_ verifiers: [any EvidenceVerifier]) { self.verifiers = verifiers }

    func report(of evidence: Evidence, with endorsements: Endorsements, at time: UInt64) -> Result<AuthenticReport, Failure> {
        var failure = Failure.noVerifier
        for verifier in verifiers where verifier.platform == evidence.platform {
            do throws(AttestationError) {
                return .success(try verifier.authenticate(evidence, with: endorsements, at: time))
            } catch {
                failure = .notAuthentic(error)
            }
        }
        return .failure(failure)
    }
}
