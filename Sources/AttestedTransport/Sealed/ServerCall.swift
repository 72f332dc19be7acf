import AttestedSession
import GRPCCore
import Synchronization
import Wire

/// One call as its server sees it. It has keys only once its record 0 was opened, and then exactly one fate.
final class ServerCall<Bytes: GRPCContiguousBytes & Sendable>: EndableCall, SessionPeerSlot {
    let descriptor: MethodDescriptor
    let remotePeer: String
    let sessions: SessionServer
    /// The stream's writes, one at a time.
    let gate = SerialGate()
    private let base: RPCWriter<RPCResponsePart<Bytes>>.Closable
    private let cancellation: ServerContext.RPCCancellationHandle
    private let state = Mutex(State())

    fileprivate struct State {
        var session: ServerSession?
        var sealer: RecordSealer?
        var rejection: Status?
        var metadata: Metadata?
        var message: Bytes?
        var hasBegun = false
        var isOver = false
    }

    init(
        descriptor: MethodDescriptor, context: ServerContext, sessions: SessionServer, base: RPCWriter<RPCResponsePart<Bytes>>.Closable
    ) {
        self.descriptor = descriptor
        self.sessions = sessions
        self.base = base
        remotePeer = context.remotePeer
        cancellation = context.cancellation
    }

    var peer: SessionPeer? { state.withLock { $0.session?.peer } }

    /// Finds the session and the keys of the call that the outer metadata name.
    func opener(for metadata: Metadata) throws -> (session: ServerSession, id: CallID, opener: RecordOpener, sealer: RecordSealer) {
        guard let (sessionID, id) = SealedCall.identifiers(in: metadata) else {
            throw reject(.unauthenticated, "this method needs an attested session", log: "it came without a session")
        }
        guard let session = sessions.session(sessionID) else {
            throw reject(.unauthenticated, SealedCall.sessionUnknown, log: "its session is unknown or over")
        }
        let keys = session.keys.callKeys(id)
        return (session, id, RecordOpener(keys.clientToServer), RecordSealer(keys.serverToClient))
    }

    /// Takes the call after its header has been opened: the sealed method must be the outer one, and the identifier new.
    func begin(_ session: ServerSession, _ id: CallID, _ header: CallHeader, _ sealer: RecordSealer) throws -> Metadata {
        guard header.method == descriptor.fullyQualifiedMethod else {
            throw reject(.unauthenticated, "the call was refused", log: "its outer method is not the sealed one")
        }
        do throws(CallRefusal) { try session.admit(id, self) } catch {
            switch error {
            case .sessionOver: throw reject(.unauthenticated, SealedCall.sessionUnknown, log: "its session is over")
            case .tooManyCalls: throw reject(.resourceExhausted, "too many calls at once", log: "its session has too many calls")
            case .repeated: throw reject(.unauthenticated, "the call was refused", log: "its identifier was used before")
            }
        }
        state.withLock {
            $0.session = session
            $0.sealer = sealer
        }
        return try SealedMetadata.metadata(of: header)
    }

    /// Notes what the peer is told, unsealed, whatever the handler says.
    func reject(_ code: Status.Code, _ message: String, log reason: String) -> RPCError {
        let isFirst = state.withLock { state in
            guard state.rejection == nil else { return false }
            state.rejection = Status(code: code, message: message)
            return true
        }
        if isFirst { sessions.refuse(call: descriptor.fullyQualifiedMethod, from: remotePeer, reason) }
        return RPCError(code: .unauthenticated, message: message)
    }

    /// What goes on the wire for the part; nothing yet if a unary response is being gathered.
    func seal(_ part: RPCResponsePart<Bytes>) throws -> [RPCResponsePart<Bytes>] {
        try state.withLock { state in
            guard !state.isOver else { throw RPCError(code: .unavailable, message: "The call is over.") }
            if let rejection = state.rejection {
                guard case .status = part else { throw RPCError(code: .unauthenticated, message: "The call was refused.") }
                state.isOver = true
                return [.status(rejection, [:])]
            }
            guard state.sealer != nil else {
                // The handler answers without having read the header: there are no keys, and so there is nothing to say but that.
                state.isOver = true
                return [.status(Status(code: .unauthenticated, message: "the call was refused"), [:])]
            }
            return try state.seal(part, isHeld: descriptor.type.map { !$0.isResponseStreaming } ?? false)
        }
    }

    /// Ends the call because its session ends: with a sealed status if the stream takes it, and by cancelling the handler.
    func end() async {
        cancellation.cancel()
        await gate.passIfFree {
            let status = Status(code: .unauthenticated, message: "The session was ended.")
            if let parts = try? seal(.status(status, [SealedCall.sessionEndedKey: "1"])) {
                try? await base.write(contentsOf: parts)
                await base.finish()
            }
        }
        state.withLock { $0.isOver = true }
    }

    func leave() { state.withLock { $0.session }?.leave(self) }
}

extension ServerCall.State {
    fileprivate mutating func seal(_ part: RPCResponsePart<Bytes>, isHeld: Bool) throws -> [RPCResponsePart<Bytes>] {
        switch part {
        case .metadata(let metadata):
            if isHeld {
                self.metadata = metadata
                return []
            }
            return try outer([.header(try SealedMetadata.seal(metadata).wireBytes)])
        case .message(let bytes):
            guard bytes.count <= TransportLimits.message else { throw SealedCall.tooLong(bytes.count) }
            if isHeld, message == nil, metadata != nil {
                message = bytes
                return []
            }
            return try outer(try held() + [.message(bytes)])
        case .status(let status, let trailers):
            // A response whose metadata or trailers exceed the limits becomes an error of ours, so that the stream ends sealed all the same.
            let parts: [RecordBundle.Part<Bytes>]
            do {
                let end = RecordBundle.Part<Bytes>.end(try SealedMetadata.seal(status, trailers).wireBytes)
                parts = status.code == .ok ? try held() + [end] : [end]
            } catch {
                let code = UInt32(Status.Code.internalError.rawValue)
                let failure = try CallStatus(code: code, message: "The response has too much metadata.")
                parts = [.end(failure.wireBytes)]
            }
            isOver = true
            return try outer(parts) + [.status(Status(code: .ok, message: ""), [:])]
        }
    }

    /// What was held back.
    private mutating func held() throws -> [RecordBundle.Part<Bytes>] {
        defer {
            metadata = nil
            message = nil
        }
        var parts: [RecordBundle.Part<Bytes>] = []
        if let metadata { parts.append(.header(try SealedMetadata.seal(metadata).wireBytes)) }
        if let message { parts.append(.message(message)) }
        return parts
    }

    private mutating func outer(_ parts: [RecordBundle.Part<Bytes>]) throws -> [RPCResponsePart<Bytes>] {
        guard var sealer else { throw SealedCallError.order }
        self.sealer = nil
        defer { self.sealer = sealer }
        let bundle = RPCResponsePart<Bytes>.message(try RecordBundle.seal(parts, &sealer))
        defer { hasBegun = true }
        return hasBegun ? [bundle] : [.metadata([:]), bundle]
    }
}
