import Attestation
import AttestedSession
import Crypto
import GRPCCore
import Testing

@testable import AttestedTransport
@testable import RATLS

/// Certificates with evidence on the outer channel, beside the session.
@Suite struct OuterEvidenceTests {
    private let enclave = FakeEnclave()

    /// A node whose clients require evidence in its certificate.
    private func node(_ evidence: OuterEvidence = .required) throws -> TestNode {
        let platform = FakePlatform()
        return try TestNode(platform: platform).with { node in
            node.clientSettings = SessionInitiatorSettings(
                appraiser: try enclave.appraiser(and: platform), responder: .control, credential: node.party.credential,
                ledgerOrigin: TestNode.origin)
            node.clientSettings.outerEvidence = evidence
        }
    }

    private func connect(_ node: TestNode, _ identity: TLSIdentity) async throws -> AttestedTransportError? {
        try await node.run(identity: identity) { endpoint, sessions in
            let error = await thrown(AttestedTransportError.self) {
                try await AttestedChannel.withChannel(to: endpoint, settings: node.clientSettings) { client in
                    try await client.clientStreaming(
                        request: StreamingClientRequest { try await $0.write([1, 2]) }, descriptor: EchoService.collect,
                        serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
                    ) { _ = try $0.message }
                }
            }
            #expect(sessions.statistics.accepted == (error == nil ? 1 : 0))
            return error
        }
    }

    @Test(arguments: [RATLSDraft.Curve.p256, .p384])
    func `A node shows evidence in its certificate, and a client that requires it comes to a session`(curve: RATLSDraft.Curve) async throws
    {
        let identity = try await TLSIdentity(evidenceFrom: enclave, curve: curve, hosts: ["127.0.0.1"])
        #expect(try await connect(node(), identity) == nil)
        #expect(try await connect(node(.ignored), identity) == nil)
    }

    @Test func `[25][28] A certificate without evidence ends the connection, unless evidence is ignored`() async throws {
        let error = try await connect(node(), TLSIdentity())
        #expect(error?.code == .outerEvidence && error?.cause as? RATLSRefusal == .noEvidence)
        #expect(try await connect(node(.ignored), TLSIdentity()) == nil)
    }

    @Test func `[24] A certificate for another host ends the connection`() async throws {
        let error = try await connect(node(), TLSIdentity(evidenceFrom: enclave, hosts: ["node.test"]))
        #expect(error?.code == .outerEvidence && error?.cause as? RATLSRefusal == .otherName)
    }

    @Test func `[3][14][15] Evidence in a certificate passes the same policy as the session's, or the connection ends`() async throws {
        for (change, wanted) in [
            ({ $0.flags |= 2 }, AppraisalFailure.Code.debugEnabled), ({ $0.root = P256.Signing.PrivateKey() }, .notAuthentic),
            ({ $0.role = .executor }, .roleMismatch), ({ $0.measurement = 0x12 }, .measurementNotAccepted),
        ] as [((inout FakeEnclave) -> Void, AppraisalFailure.Code)] {
            var other = enclave
            change(&other)
            let error = try await connect(node(), TLSIdentity(evidenceFrom: other))
            #expect(error?.code == .outerEvidence && error?.failures.map(\.code) == [wanted])
        }
    }

    @Test func `[30] Genuine evidence in a certificate does not stand in for the session's`() async throws {
        let node = try node()
        let impostor = try node.with {
            $0.serverSettings = SessionServerSettings(
                role: .control, evidence: FakePlatform().source(.control), nodes: try node.platform.appraiser(),
                context: { try SessionContext(ledgerOrigin: TestNode.origin) }, admitParty: { _ in true })
        }
        let error = try await connect(impostor, TLSIdentity(evidenceFrom: enclave))
        #expect(error?.code == .appraisalRefused)
    }

    @Test func `The reason is the last connection's`() async throws {
        let check = try #require(OuterEvidenceCheck(node().clientSettings, host: "127.0.0.1"))
        #expect(try !check.passes([TLSIdentity().certificate]) && check.refusal?.cause as? RATLSRefusal == .noEvidence)
        #expect(!check.passes([]) && check.refusal?.cause as? RATLSRefusal == .chainLength(0))
        let good = try await TLSIdentity(evidenceFrom: enclave)
        #expect(check.passes([good.certificate]) && check.refusal == nil)
        #expect(!check.passes([good.certificate, good.certificate]) && check.refusal?.cause as? RATLSRefusal == .chainLength(2))
        #expect(OuterEvidenceCheck(try node(.ignored).clientSettings, host: "127.0.0.1") == nil)
    }
}
