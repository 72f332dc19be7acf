import Attestation
import AttestedSession
import ControlAPI
import GRPCCore
import GRPCProtobuf

/// One handshake as its initiator runs it, over a transport without a session.
struct ClientHandshake<Base: ClientTransport>: Sendable {
    let base: Base
    let settings: SessionInitiatorSettings
    let outer: @Sendable (ClientContext) -> OuterChannel?

    func run() async throws -> ClientSession {
        do {
            return try await withTimeLimit(settings.handshakeLimit) { try await connectOrCatchUp() }
        } catch let error as AttestedTransportError {
            throw error
        } catch let error as SessionError where error.code == .release {
            throw AttestedTransportError(.releases, error.message, cause: error)
        } catch let error as SessionError {
            throw AttestedTransportError(.protocolViolation, error.message, cause: error)
        } catch is TimeLimitExceeded {
            throw AttestedTransportError(.timedOut, "The handshake did not end within \(settings.handshakeLimit).")
        }
    }

    /// Where the ends follow different release manifests, the older one catches up and the handshake starts afresh, once.
    private func connectOrCatchUp() async throws -> ClientSession {
        do { return try await connect() } catch let error as SessionError where error.code == .release {
            guard let heads = error.releases else { throw error }
            try await ReleaseExchange(base: base, settings: settings).run(heads)
            return try await connect()
        }
    }

    private func connect() async throws -> ClientSession {
        var options = CallOptions.defaults
        options.waitForReady = false
        options.maxRequestMessageBytes = SessionLimits.message + 16
        options.maxResponseMessageBytes = SessionLimits.message + 16
        let descriptor = Cloister_V1_SessionService.Method.Handshake.descriptor
        let isOpen = Flag()
        do {
            return try await base.withStream(descriptor: descriptor, options: options) { stream, context in
                isOpen.raise()
                guard let channel = outer(context) else {
                    throw AttestedTransportError(.unreachable, "The connection was lost before the handshake began.")
                }
                return try await converse(channel, stream)
            }
        } catch let error as RPCError where !isOpen.isRaised {
            let reason = error.cause.map { "\($0)" } ?? error.message
            throw AttestedTransportError(.unreachable, "No connection came about: \(reason)", cause: error)
        }
    }

    private func converse(
        _ channel: OuterChannel, _ stream: RPCStream<Base.Inbound, Base.Outbound>
    ) async throws -> ClientSession {
        var answers = Answers<Base.Bytes>(inbound: stream.inbound.makeAsyncIterator())
        let release = settings.releases?.head
        let handshake = try InitiatorHandshake(
            role: settings.credential.role, expecting: settings.responder, outer: channel, ledgerOrigin: settings.ledgerOrigin,
            release: release)
        try await stream.outbound.write(.metadata([:]))
        try await send(handshake.message, stream.outbound)
        let offered = try handshake.receive(offer: try await answers.next())
        let claim = offered.claim
        try settings.onOffered(offered.context)
        let record = settings.appraiser().record(
            of: claim.evidence, reportData: claim.reportData, role: claim.role, at: settings.clock())
        settings.onAppraised(record, offered.context)
        guard let attested = record.appraisal.attested else {
            throw AttestedTransportError(
                .appraisalRefused, "The node's evidence did not pass the appraisal; nothing was sent to it.",
                failures: record.appraisal.failures)
        }
        let appraised = try offered.accept(attested)
        let credential = try await credential(signatureInput: appraised.signatureInput, reportData: appraised.reportData)
        let authenticated = try appraised.authenticate(with: credential)
        try await send(authenticated.message, stream.outbound)
        let keys = try authenticated.receive(accept: try await answers.next())
        await stream.outbound.finish()
        try await answers.drain()
        return ClientSession(keys: keys, outer: channel, claim: claim, release: release, settings: settings)
    }

    private func credential(signatureInput: [UInt8], reportData: ReportData) async throws -> InitiatorCredential {
        do {
            switch settings.credential {
            case .party(let signingKey, let sign):
                return .party(signingKey: signingKey, signature: try await sign(signatureInput))
            case .node(let source, _):
                return .node(try await source.evidence(for: reportData))
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            throw AttestedTransportError(.credential, "We could not prove who we are: \(error)", cause: error)
        }
    }

    private func send(_ payload: [UInt8], _ outbound: Base.Outbound) async throws {
        let serializer = ProtobufSerializer<Cloister_V1_HandshakeMessage>()
        try await outbound.write(.message(try serializer.serialize(Cloister_V1_HandshakeMessage(payload))))
    }
}

/// The responder's messages, in order.
private struct Answers<Bytes: GRPCContiguousBytes & Sendable> {
    var inbound: RPCAsyncSequence<RPCResponsePart<Bytes>, any Error>.AsyncIterator

    mutating func next() async throws -> [UInt8] {
        while true {
            switch try await inbound.next() {
            case .metadata?: continue
            case .message(let bytes)?:
                return try ProtobufDeserializer<Cloister_V1_HandshakeMessage>().deserialize(bytes).bytes
            case .status(let status, _)?: throw Self.refusal(status)
            case nil:
                try Task.checkCancellation()
                throw AttestedTransportError(.refusedByPeer, "The node cut the handshake off.")
            }
        }
    }

    /// Waits until the node has closed the stream, so that closing ours resets nothing.
    mutating func drain() async throws {
        while let part = try await inbound.next() {
            if case .status = part { return }
        }
    }

    private static func refusal(_ status: Status) -> AttestedTransportError {
        switch status.code {
        case .resourceExhausted:
            AttestedTransportError(.refusedByPeer, "The node has too much to do to begin a session; try again later.")
        case .unavailable:
            AttestedTransportError(.unreachable, "The connection was lost during the handshake: \(status.message)")
        default:
            AttestedTransportError(.refusedByPeer, "The node refused the session; its operator's log says why.")
        }
    }
}
