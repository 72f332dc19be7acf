import Attestation
import AttestedTransport
import RATLS
import SoftwareTEE
import Testing

extension EndToEnd {
    @Suite struct OuterEvidenceTests {
        @Test func `A real node shows evidence in its certificate where its configuration says so, and still needs the session`()
            async throws
        {
            try await Installation.with {
                $0.outerEvidence = true
            } _: { installation in
                let party = try Party("curious").identity
                let appraiser = try installation.trust.appraiser(installation.root)
                var settings = SessionInitiatorSettings(
                    appraiser: appraiser, responder: .control,
                    credential: .party(signingKey: party.signingKey) { try party.signature(over: $0) }, ledgerOrigin: Installation.origin)
                settings.outerEvidence = .required
                try await AttestedChannel.withChannel(to: endpoint(installation), settings: settings) { _ in }

                settings = SessionInitiatorSettings(
                    appraiser: try installation.trust.appraiser(SoftwareRoot().publicKey), responder: .control,
                    credential: settings.credential, ledgerOrigin: Installation.origin)
                settings.outerEvidence = .required
                let strict = settings
                let error = await #expect(throws: AttestedTransportError.self) {
                    try await AttestedChannel.withChannel(to: endpoint(installation), settings: strict) { _ in }
                }
                #expect(error?.code == .outerEvidence && error?.failures.map(\.code) == [.notAuthentic])
            }
        }

        private func endpoint(_ installation: Installation) -> AttestedTransport.Endpoint {
            .init(host: installation.endpoint.host, port: installation.endpoint.port)
        }
    }
}
