import Attestation
import ControlAPI
import Crypto
import GRPCCore
import GRPCProtobuf
import Synchronization

@testable import AttestedSession
@testable import AttestedTransport

/// A responder that speaks the real protocol but for one fault.
final class HostileServer: RegistrableRPCService, Sendable {
    private let fault: ServerFault
    private let node: TestNode
    /// The offer of the handshake before.
    private let recorded = Mutex<[UInt8]?>(nil)

    init(_ fault: ServerFault, node: TestNode) {
        self.fault = fault
        self.node = node
    }

    func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        router.registerHandler(
            forMethod: Cloister_V1_SessionService.Method.Handshake.descriptor,
            deserializer: ProtobufDeserializer<Cloister_V1_HandshakeMessage>(),
            serializer: ProtobufSerializer<Cloister_V1_HandshakeMessage>()
        ) { request, _ in
            StreamingServerResponse { writer in
                try await self.shakeHands(request.messages, writer)
                return [:]
            }
        }
    }

    private func shakeHands(
        _ messages: RPCAsyncSequence<Cloister_V1_HandshakeMessage, any Error>, _ writer: RPCWriter<Cloister_V1_HandshakeMessage>
    ) async throws {
        var messages = messages.makeAsyncIterator()
        guard let hello = try await messages.next()?.bytes else { return }
        switch fault {
        case .goneBeforeOffer: return
        case .silent: try await Task.sleep(for: .seconds(4))
        case .refusalWithDetails: throw RPCError(code: .permissionDenied, message: "because of the key 4711")
        default: break
        }
        let origin = fault == .otherLedger ? "other/ledger" : TestNode.origin
        let handshake = try ResponderHandshake(role: .control, outer: .proxied, context: try SessionContext(ledgerOrigin: origin))
        let greeted = try handshake.receive(hello: try helloForUs(hello))
        let evidence = try await evidence(greeted.reportData, first: greeted.first)
        let offered = try greeted.offer(evidence: evidence)
        let offer = try offer(offered.message, hello: hello)
        try await writer.write(Cloister_V1_HandshakeMessage(offer))
        guard let authentication = try await messages.next()?.bytes else { return }
        let authenticated = try offered.receive(authentication: authentication)
        let accepted = try authenticated.accept(.party(signingKey: node.party.signingKey), ageLimit: 60)
        if let accept = accept(accepted.message, offer: offer) { try await writer.write(Cloister_V1_HandshakeMessage(accept)) }
    }

    /// With another ledger on our side, the hello's expectation has to go before our own half takes it.
    private func helloForUs(_ hello: [UInt8]) throws -> [UInt8] {
        guard fault == .otherLedger else { return hello }
        let honest = try SessionError.decoding(Hello.self, hello)
        return try Hello(
            initiator: honest.initiator, responder: honest.responder, outer: honest.outer, nonce: honest.nonce, ledgerOrigin: nil,
            release: honest.release
        ).wireBytes
    }

    private func evidence(_ reportData: ReportData, first: [UInt8]) async throws -> Evidence {
        let platform = node.platform
        switch fault {
        case .evidenceOfOtherSoftware:
            return try await platform.source(.control, measurement: [UInt8](repeating: 9, count: 32)).evidence(for: reportData)
        case .evidenceOfOtherMachine: return try await platform.source(.control, machine: 2).evidence(for: reportData)
        case .evidenceOfOtherRole: return try await platform.source(.executor).evidence(for: reportData)
        case .evidenceSimulatedElsewhere: return try await FakePlatform().source(.control).evidence(for: reportData)
        case .evidenceForInitiator: return try await platform.source(.control).evidence(for: Transcript.initiatorReportData(second: first))
        case .evidenceOfOtherNonce: return try await platform.source(.control).evidence(for: ReportData.binding("another nonce", []))
        default: return try await platform.source(.control).evidence(for: reportData)
        }
    }

    private func offer(_ honest: [UInt8], hello: [UInt8]) throws -> [UInt8] {
        var offer = try SessionError.decoding(Offer.self, honest)
        switch fault {
        case .helloReflected: return hello
        case .offerEmpty: return []
        case .offerCut: return honest.dropLast()
        case .offerExtended: return honest + [0]
        case .offerTooLong: return honest + [UInt8](repeating: 0, count: SessionLimits.message)
        case .offerOfOtherHandshake:
            return recorded.withLock { recorded in
                defer { recorded = honest }
                return recorded ?? honest
            }
        case .nonceReflected:
            let nonce = try SessionError.decoding(Hello.self, hello).nonce
            return Array(honest.prefix(1)) + nonce + Array(honest.dropFirst(33))
        case .ownSessionKey:
            let key = Array(try XWingMLKEM768X25519.PrivateKey.generate().publicKey.rawRepresentation)
            offer = Offer(
                core: .init(nonce: offer.core.nonce, publicKey: key, context: offer.core.context, outer: .proxied), proof: offer.proof,
                evidence: offer.evidence)
        case .directChannel:
            let channel = OuterChannel.direct(responderKey: [UInt8](repeating: 1, count: 32), initiatorKey: nil)
            offer = Offer(
                core: .init(nonce: offer.core.nonce, publicKey: offer.core.publicKey, context: offer.core.context, outer: channel),
                proof: offer.proof, evidence: offer.evidence)
        case .treeOfNothing, .indexBeyondTree:
            // The proof stands before the evidence: u64 size ‖ u64 index ‖ u32 count of hashes.
            var bytes = honest
            let place = honest.count - offer.evidence.wireBytes.count - 20
            bytes[place + (fault == .treeOfNothing ? 7 : 15)] = fault == .treeOfNothing ? 0 : 1
            return bytes
        default: return honest
        }
        return offer.wireBytes
    }

    private func accept(_ honest: [UInt8], offer: [UInt8]) -> [UInt8]? {
        var bytes = honest
        switch fault {
        case .acceptFlipped: bytes[bytes.count - 1] ^= 1
        case .acceptCut: bytes.removeLast()
        case .offerAgain: bytes = offer
        case .noAccept: return nil
        default: break
        }
        return bytes
    }
}
