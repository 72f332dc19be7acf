import AttestedSession
import GRPCCore
import GRPCNIOTransportHTTP2
import Wire

/// Opens what a server sends. Only a sealed status ends it; anything else is an error.
struct SealedResponses<Bytes: GRPCContiguousBytes & Sendable>: AsyncSequence, Sendable {
    typealias Element = RPCResponsePart<Bytes>
    typealias Failure = any Error

    let call: ClientCall<Bytes>
    let base: RPCAsyncSequence<RPCResponsePart<Bytes>, any Error>

    @_specialize(where Bytes == GRPCNIOTransportBytes)
    func makeAsyncIterator() -> Iterator {
        Iterator(call: call, base: base.makeAsyncIterator(), opener: RecordOpener(call.keys.serverToClient))
    }

    struct Iterator: AsyncIteratorProtocol {
        let call: ClientCall<Bytes>
        var base: RPCAsyncSequence<RPCResponsePart<Bytes>, any Error>.AsyncIterator
        var opener: RecordOpener
        private var opened: [RPCResponsePart<Bytes>] = []
        private var position = 0
        private var ending: (Status, Metadata)?
        private var hasSealed = false
        private var isOver = false

        init(
            call: ClientCall<Bytes>, base: RPCAsyncSequence<RPCResponsePart<Bytes>, any Error>.AsyncIterator, opener: RecordOpener
        ) {
            self.call = call
            self.base = base
            self.opener = opener
        }

        mutating func next() async throws -> RPCResponsePart<Bytes>? { try await next(isolation: nil) }

        @_specialize(where Bytes == GRPCNIOTransportBytes)
        mutating func next(isolation actor: isolated (any Actor)?) async throws -> RPCResponsePart<Bytes>? {
            while true {
                if let part = takeOpened() { return part }
                if isOver { return nil }
                let part = try await nextOuter(isolation: actor)
                if let cut = call.cut {
                    isOver = true
                    throw cut
                }
                switch part {
                case .metadata?: continue
                case .message(let bundle)?: try open(bundle)
                case .status(let status, _)?: return try await finish(status, isolation: actor)
                case nil:
                    isOver = true
                    if let ending { return .status(ending.0, ending.1) }
                    if Task.isCancelled { return nil }
                    throw SealedCall.outcomeUnknown("the stream was cut off")
                }
            }
        }

        private mutating func takeOpened() -> RPCResponsePart<Bytes>? {
            guard position < opened.count else { return nil }
            defer {
                position += 1
                if position == opened.count {
                    opened.removeAll(keepingCapacity: true)
                    position = 0
                }
            }
            return opened[position]
        }

        private mutating func nextOuter(isolation actor: isolated (any Actor)?) async throws -> RPCResponsePart<Bytes>? {
            do { return try await base.next(isolation: actor) } catch let error as CancellationError { throw error } catch {
                isOver = true
                if let ending { return .status(ending.0, ending.1) }
                throw call.failure ?? SealedCall.outcomeUnknown("the transport failed", cause: error)
            }
        }

        private mutating func open(_ bundle: Bytes) throws {
            do {
                guard ending == nil else { throw SealedCallError.order }
                try RecordBundle.open(bundle, &opener) { type, content in
                    switch type {
                    case .header: opened.append(.metadata(try SealedMetadata.open(try CallMetadata(wireBytes: Array(content)))))
                    case .message: opened.append(.message(Bytes(content)))
                    case .end: ending = try SealedMetadata.open(try CallStatus(wireBytes: Array(content)))
                    }
                }
                if let ending, ending.1[SealedCall.sessionEndedKey].contains(where: { _ in true }) { call.session.end() }
                if !hasSealed {
                    hasSealed = true
                    call.forgetRequest()
                }
            } catch {
                isOver = true
                throw SealedCall.outcomeUnknown("a record was changed, moved or repeated on its way", cause: error)
            }
        }

        /// An outer status: the sealed one counts if there was one.
        private mutating func finish(_ outer: Status, isolation actor: isolated (any Actor)?) async throws -> RPCResponsePart<Bytes>? {
            isOver = true
            if let ending { return .status(ending.0, ending.1) }
            if Task.isCancelled { throw CancellationError() }
            if let failure = call.failure { throw failure }
            guard !hasSealed, outer.code == .unauthenticated, outer.message == SealedCall.sessionUnknown else {
                throw SealedCall.outcomeUnknown("the transport reported \(outer.code)")
            }
            call.session.end()
            guard let request = call.request, let again = call.again else {
                throw RPCError(code: .unavailable, message: "The node has ended the session. The next call makes a new one.")
            }
            do { opened = try await again(request) } catch let error as AttestedTransportError {
                throw RPCError(code: .unauthenticated, message: error.description, cause: error)
            }
            return takeOpened()
        }
    }
}
