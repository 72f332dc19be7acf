import AttestedSession
import GRPCCore
import Synchronization
import Wire

/// One call as its client sees it: the keys, the sealer, and what it takes to repeat it.
final class ClientCall<Bytes: GRPCContiguousBytes & Sendable>: EndableCall {
    /// A unary request that may go out once more.
    struct Request: Sendable {
        let metadata: Metadata
        let message: Bytes
    }

    let descriptor: MethodDescriptor
    let session: ClientSession
    let id: CallID
    let keys: CallKeys
    /// Sends the request once more, in a new session; nil if this call must not be repeated.
    let again: (@Sendable (Request) async throws -> [RPCResponsePart<Bytes>])?
    private let base: RPCWriter<RPCRequestPart<Bytes>>.Closable
    private let state: Mutex<State>

    private struct State {
        var sealer: RecordSealer
        var metadata: Metadata?
        var message: Bytes?
        var isHeld: Bool
        var isComplete = false
        var failure: (any Error)?
        var isCut = false
    }

    init(
        descriptor: MethodDescriptor, session: ClientSession, base: RPCWriter<RPCRequestPart<Bytes>>.Closable,
        again: (@Sendable (Request) async throws -> [RPCResponsePart<Bytes>])?
    ) throws {
        self.descriptor = descriptor
        self.session = session
        id = try session.nextCall()
        keys = session.keys.callKeys(id)
        self.base = base
        self.again = again
        let isHeld = descriptor.type.map { !$0.isRequestStreaming } ?? false
        state = Mutex(State(sealer: RecordSealer(keys.clientToServer), isHeld: isHeld))
    }

    /// The whole request, once it is complete; nil for a stream.
    var request: Request? {
        state.withLock { state in
            guard state.isComplete, let metadata = state.metadata, let message = state.message else { return nil }
            return Request(metadata: metadata, message: message)
        }
    }

    /// Why our own side gave up, if it did.
    var failure: (any Error)? { state.withLock { $0.failure } }

    /// Why nothing more is read, if the session ended under the call.
    var cut: (any Error)? { state.withLock { $0.isCut ? $0.failure : nil } }

    func fail(_ error: any Error) { state.withLock { $0.failure = $0.failure ?? error } }

    /// Ends the call because its session ends: the stream is reset, and nothing that comes after is read.
    func end() async {
        let error = RPCError(code: .unauthenticated, message: "The session was ended.")
        state.withLock { state in
            state.failure = state.failure ?? error
            state.isCut = true
        }
        await base.finish(throwing: error)
    }

    /// What goes on the wire for the part; nothing yet if a unary request is being gathered.
    func seal(_ part: RPCRequestPart<Bytes>) throws -> [RPCRequestPart<Bytes>] {
        try state.withLock { state in
            switch part {
            case .metadata(let metadata):
                if state.isHeld {
                    state.metadata = metadata
                    return []
                }
                return [.metadata(outer), .message(try RecordBundle.seal([header(metadata)], &state.sealer))]
            case .message(let bytes):
                guard bytes.count <= TransportLimits.message else { throw SealedCall.tooLong(bytes.count) }
                guard state.isHeld, state.message == nil else {
                    return try release(&state) + [.message(try RecordBundle.seal([.message(bytes)], &state.sealer))]
                }
                state.message = bytes
                return []
            }
        }
    }

    /// What goes on the wire when the client has nothing more to say.
    func sealEnd() throws -> [RPCRequestPart<Bytes>] {
        try state.withLock { state in
            guard state.isHeld, let metadata = state.metadata else {
                return [.message(try RecordBundle.seal([.end([])], &state.sealer))]
            }
            var parts = [try header(metadata)]
            if let message = state.message { parts.append(.message(message)) }
            parts.append(.end([]))
            let bundle: Bytes = try RecordBundle.seal(parts, &state.sealer)
            state.isComplete = true
            return [.metadata(outer), .message(bundle)]
        }
    }

    /// Forgets the request: something authentic came back, and so it is never repeated.
    func forgetRequest() {
        state.withLock { state in
            guard state.isComplete else { return }
            state.metadata = nil
            state.message = nil
        }
    }

    private var outer: Metadata { SealedCall.outerMetadata(session: session.keys.id, call: id) }

    private func header(_ metadata: Metadata) throws -> RecordBundle.Part<Bytes> {
        .header(try SealedMetadata.header(method: descriptor.fullyQualifiedMethod, metadata).wireBytes)
    }

    /// Lets go of what was held, as more than one message came after all.
    private func release(_ state: inout State) throws -> [RPCRequestPart<Bytes>] {
        guard state.isHeld, let metadata = state.metadata else { return [] }
        var parts = [try header(metadata)]
        if let message = state.message { parts.append(.message(message)) }
        state.isHeld = false
        state.metadata = nil
        state.message = nil
        return [.metadata(outer), .message(try RecordBundle.seal(parts, &state.sealer))]
    }
}
