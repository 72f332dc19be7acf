import Attestation
import AttestedSession
import AttestedTransport
import Client
import ControlAPI
import Crypto
import GRPCCore
import Ledger
import SealedData
import SwiftProtobuf
import Testing

@testable import SoftwareTEE

/// A node whose evidence is good and whose answers are whatever a test says.
struct LyingNode: Sendable {
    static let origin = "ledger.test/lies"
    private static let measurement = [UInt8](repeating: 7, count: 32)

    let root: SoftwareRoot
    let identity: PartyIdentity
    private let ledger: Journal

    init() async throws {
        root = try SoftwareRoot()
        identity = PartyIdentity(signingKey: P256.Signing.PrivateKey(), recipientKey: try RecipientPrivateKey())
        ledger = try await Journal.create(
            store: MemoryLedgerStore(), keys: try LedgerKeys(applicationSecret: [1]), origin: LedgerOrigin(Self.origin))
    }

    private struct Source: EvidenceSource {
        let root: SoftwareRoot

        func evidence(for reportData: ReportData) throws -> Evidence {
            try root.evidence(
                for: SoftwareReport(
                    role: .control, isDebug: false, securityVersion: 1, hardwareID: Array(repeating: 1, count: 16),
                    measurement: LyingNode.measurement, configurationDigest: Array(repeating: 2, count: 32), reportData: reportData))
        }
    }

    private var appraiser: Appraiser {
        get throws {
            let measurement = try Measurement(platform: .softwareTEE, digest: Self.measurement)
            return Appraiser(
                verifiers: [try SoftwareVerifier(roots: TrustRoots(platform: .softwareTEE, keys: [root.publicKey]))],
                policy: AppraisalPolicy(accepting: [.unsafeAcceptSoftwareTEE]) {
                    MeasurementIsAccepted(control: [measurement], executor: [measurement])
                })
        }
    }

    /// Serves `answers`, by method and in order for streams, to one client.
    func answering<Value: Sendable>(
        _ answers: [MethodDescriptor: [any Message & Sendable]], seen: SeenLedger? = nil,
        showing change: (inout Cloister_V1_ShowLedgerResponse) throws -> Void = { _ in },
        _ body: @Sendable (CloisterClient) async throws -> Value
    ) async throws -> Value {
        var answers = try answers.mapValues { try $0.map { try $0.serializedBytes() as [UInt8] } }
        var shown = try Cloister_V1_ShowLedgerResponse.with {
            $0.origin = LyingNode.origin
            $0.checkpointKey = "\(try ledger.checkpointKey)"
            $0.checkpoint = .init(try ledger.checkpoint.bytes)
        }
        try change(&shown)
        answers[Cloister_V1_LedgerService.Method.ShowLedger.descriptor] = [try shown.serializedBytes()]
        let tls = try TLSIdentity()
        let settings = SessionServerSettings(
            role: .control, evidence: Source(root: root), nodes: try appraiser,
            context: { try SessionContext(ledgerOrigin: LyingNode.origin) }, admitParty: { _ in true })
        let sessions = SessionServer(settings: settings, outer: tls.outerChannel)
        let transport = AttestedServerTransport(at: Endpoint(host: "127.0.0.1", port: 0), identity: tls, sessions: sessions)
        let services: [any RegistrableRPCService] = [sessions.service, FixedAnswers(answers: answers)]
        return try await withGRPCServer(transport: transport, services: services) { _ in
            let port = try #require(await transport.port)
            return try await CloisterClient.withClient(
                to: Endpoint(host: "127.0.0.1", port: port), identity: identity, appraiser: try appraiser, ledgerOrigin: Self.origin,
                seen: seen, body)
        }
    }
}

/// Answers each method with bytes that were fixed before.
private struct FixedAnswers: RegistrableRPCService {
    let answers: [MethodDescriptor: [[UInt8]]]

    func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        for (method, messages) in answers {
            router.registerHandler(forMethod: method, deserializer: RawBytes(), serializer: RawBytes()) { request, _ in
                StreamingServerResponse { writer in
                    for try await _ in request.messages {}
                    for message in messages { try await writer.write(message) }
                    return [:]
                }
            }
        }
    }
}

private struct RawBytes: MessageSerializer, MessageDeserializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes { Bytes(message) }
    func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> [UInt8] { bytes.withUnsafeBytes { Array($0) } }
}
