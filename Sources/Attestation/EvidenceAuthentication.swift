/// The one way from evidence to an authentic report, for sessions and for files alike: every verifier of the platform is tried.
package struct EvidenceAuthentication {
    /// Why there is no report.
    enum Failure: Error {
        /// None of the verifiers is for the platform.
        case noVerifier
        /// What the last verifier said.
        case notAuthentic(AttestationError)
    }

    private let verifiers: [any EvidenceVerifier]

    package init(_ verifiers: [any EvidenceVerifier]) { self.verifiers = verifiers }

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

extension EvidenceAuthentication {
    /// Refuses evidence that is not authentic; policies are another matter.
    package func check(_ evidence: Evidence, with endorsements: Endorsements, at time: UInt64) throws(AttestationError) {
        switch report(of: evidence, with: endorsements, at: time) {
        case .success: return
        case .failure(.noVerifier):
            throw AttestationError(refusing: .unsupported, "no verifier of \(evidence.platform) evidence is at hand")
        case .failure(.notAuthentic(let error)): throw error
        }
    }
}
