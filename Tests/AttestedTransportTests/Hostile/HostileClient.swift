import Attestation
import Crypto
import ControlAPI
import GRPCCore
import GRPCInProcessTransport
import Synchronization

@testable import AttestedSession
@testable import AttestedTransport

/// An initiator that speaks the real protocol but for one fault.
struct HostileClient: Sendable {
    /// What an honest handshake of before left behind.
    struct Recording: Sendable {
        var hello: [UInt8] = []
        var authentication: [UInt8] = []
        var signature: [UInt8] = []
        var evidence: Evidence?
    }

    let fault: ClientFault?
    let node: TestNode
    var recording = Recording()

    /// Shakes hands. Gives what the node said, nil if it accepted, and what was said to it.
    func shakeHands(_ client: GRPCClient<InProcessTransport.Client>) async throws -> (error: RPCError?, said: Recording) {
        let stub = Cloister_V1_SessionService.Client(wrapping: client)
        let (offers, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        let said = Mutex(Recording())
        let error = await thrown(RPCError.self) {
            try await stub.handshake { writer in
                let handshake = try InitiatorHandshake(
                    role: role, expecting: fault == .expectsExecutor ? .executor : .control,
                    outer: fault == .directChannel ? .direct(responderKey: [UInt8](repeating: 1, count: 32), initiatorKey: nil) : .proxied,
                    ledgerOrigin: fault == .otherLedger ? "other/ledger" : nil, release: nil)
                if fault == .silentAfterOpening { return }
                let hello = hello(handshake.message)
                said.withLock { $0.hello = hello }
                try await writer.write(Cloister_V1_HandshakeMessage(hello))
                var answers = offers.makeAsyncIterator()
                guard let offer = await answers.next(), fault != .goneAfterOffer else { return }
                // A replayed hello is answered with an offer for it, which this handshake does not know: it is replayed to the end.
                guard fault != .handshakeReplayed else {
                    try await writer.write(Cloister_V1_HandshakeMessage(recording.authentication))
                    return
                }
                let offered = try handshake.receive(offer: offer)
                let (reflected, first) = (offered.claim.evidence, offered.first)
                guard let attested = offered.claim.appraise(by: try node.platform.appraiser(), at: 0).attested else { return }
                let appraised = try offered.accept(attested)
                let credential = try await credential(
                    appraised.signatureInput, appraised.reportData, first: first, reflected: reflected)
                if case .party(_, let signature) = credential { said.withLock { $0.signature = signature } }
                if case .node(let evidence) = credential { said.withLock { $0.evidence = evidence } }
                let authenticated = try appraised.authenticate(with: credential)
                let authentication = authentication(authenticated.message, hello: hello, offer: offer)
                said.withLock { $0.authentication = authentication }
                try await writer.write(Cloister_V1_HandshakeMessage(authentication))
            } onResponse: { response in
                defer { continuation.finish() }
                for try await message in response.messages { continuation.yield(message.bytes) }
            }
        }
        return (error, said.withLock { $0 })
    }

    private var role: SessionRole {
        switch fault {
        case .evidenceReflected: .control
        case .some(let fault) where fault.isOfNode: .executor
        default: .party
        }
    }

    private func hello(_ honest: [UInt8]) -> [UInt8] {
        var bytes = honest
        switch fault {
        case .otherVersion: bytes[2] = 2
        case .otherSuite: bytes[4] = 9
        case .helloCut: bytes.removeLast()
        case .helloExtended: bytes.append(0)
        case .helloEmpty: bytes = []
        case .helloTooLong: bytes += [UInt8](repeating: 0, count: SessionLimits.message)
        case .authenticationFirst: bytes = recording.authentication
        case .handshakeReplayed: bytes = recording.hello
        default: break
        }
        return bytes
    }

    private func credential(
        _ signatureInput: [UInt8], _ reportData: ReportData, first: [UInt8], reflected: Evidence
    ) async throws -> InitiatorCredential {
        let honest = node.platform.source(.executor)
        switch fault {
        case .evidenceOfOtherSoftware:
            return .node(
                try await node.platform.source(.executor, measurement: [UInt8](repeating: 9, count: 32)).evidence(for: reportData))
        case .evidenceOfOtherMachine: return .node(try await node.platform.source(.executor, machine: 2).evidence(for: reportData))
        case .evidenceOfOtherRole: return .node(try await node.platform.source(.control).evidence(for: reportData))
        case .evidenceSimulatedElsewhere: return .node(try await FakePlatform().source(.executor).evidence(for: reportData))
        case .evidenceOfOtherHandshake: return .node(try await honest.evidence(for: ReportData.binding("another handshake", [])))
        case .evidenceWithoutEncapsulation:
            // The first draft's mistake: the evidence covers everything but the encapsulation.
            return .node(try await honest.evidence(for: Transcript.initiatorReportData(second: first)))
        case .evidenceReflected: return .node(reflected)
        case .signatureOfOtherHandshake: return .party(signingKey: node.party.signingKey, signature: recording.signature)
        case .stranger, .otherKeySigns:
            let key = P256.Signing.PrivateKey()
            let shown = fault == .stranger ? Array(key.publicKey.x963Representation) : node.party.signingKey
            return .party(signingKey: shown, signature: Array(try key.signature(for: signatureInput).rawRepresentation))
        default:
            return .party(
                signingKey: node.party.signingKey, signature: Array(try node.party.key.signature(for: signatureInput).rawRepresentation))
        }
    }

    private func authentication(_ honest: [UInt8], hello: [UInt8], offer: [UInt8]) -> [UInt8] {
        var bytes = honest
        switch fault {
        case .helloAgain: bytes = hello
        case .offerReflected: bytes = offer
        case .encapsulationFlipped: bytes[10] ^= 1
        case .encapsulationOfZeros: bytes.replaceSubrange(1..<1121, with: [UInt8](repeating: 0, count: 1120))
        case .credentialFlipped: bytes[1130] ^= 1
        case .finishedFlipped: bytes[bytes.count - 1] ^= 1
        case .authenticationCut: bytes.removeLast()
        case .authenticationExtended: bytes.append(0)
        case .authenticationOfOtherHandshake: bytes = recording.authentication
        default: break
        }
        return bytes
    }
}
