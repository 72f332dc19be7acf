import AttestedSession
import GRPCCore
import GRPCNIOTransportHTTP2
import Wire

/// Opens what a client sends. The first part is the sealed header's metadata; only the sealed end ends it.
struct SealedRequests<Bytes: GRPCContiguousBytes & Sendable>: AsyncSequence, Sendable {
    typealias Element = RPCRequestPart<Bytes>
    typealias Failure = any Error

    let call: ServerCall<Bytes>
    let base: RPCAsyncSequence<RPCRequestPart<Bytes>, any Error>

    @_specialize(where Bytes == GRPCNIOTransportBytes)
    func makeAsyncIterator() -> Iterator { Iterator(call: call, base: base.makeAsyncIterator()) }

    struct Iterator: AsyncIteratorProtocol {
        private enum Phase {
            case waiting
            case keyed(ServerSession, CallID, RecordOpener, RecordSealer)
            case open(RecordOpener)
            case ended
            case failed
        }
        private let call: ServerCall<Bytes>
        private var base: RPCAsyncSequence<RPCRequestPart<Bytes>, any Error>.AsyncIterator
        private var phase = Phase.waiting
        private var opened: [RPCRequestPart<Bytes>] = []
        private var position = 0
        private var failure: (any Error)?

        init(call: ServerCall<Bytes>, base: RPCAsyncSequence<RPCRequestPart<Bytes>, any Error>.AsyncIterator) {
            self.call = call
            self.base = base
        }

        mutating func next() async throws -> RPCRequestPart<Bytes>? { try await next(isolation: nil) }

        @_specialize(where Bytes == GRPCNIOTransportBytes)
        mutating func next(isolation actor: isolated (any Actor)?) async throws -> RPCRequestPart<Bytes>? {
            while true {
                if let part = takeOpened() { return part }
                if let failure {
                    self.failure = nil
                    throw failure
                }
                if case .failed = phase { return nil }
                do {
                    switch try await base.next(isolation: actor) {
                    case .metadata(let metadata)?: try begin(metadata)
                    case .message(let bundle)?: try open(bundle)
                    case nil: return try finish()
                    }
                } catch {
                    // What was opened before is authentic and comes first, so that a handler can answer the error sealed.
                    phase = .failed
                    failure = error
                }
            }
        }

        private mutating func takeOpened() -> RPCRequestPart<Bytes>? {
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

        private mutating func begin(_ metadata: Metadata) throws {
            guard case .waiting = phase else { throw changed(SealedCallError.order) }
            let (session, id, opener, sealer) = try call.opener(for: metadata)
            phase = .keyed(session, id, opener, sealer)
        }

        private mutating func open(_ bundle: Bytes) throws {
            switch phase {
            case .keyed(let session, let id, var opener, let sealer):
                phase = .failed
                try openRecords(bundle, &opener, session, id, sealer)
                phase = opener.hasEnded ? .ended : .open(opener)
            case .open(var opener):
                phase = .failed
                try openRecords(bundle, &opener, nil, nil, nil)
                phase = opener.hasEnded ? .ended : .open(opener)
            case .waiting, .ended, .failed: throw changed(SealedCallError.order)
            }
        }

        private mutating func openRecords(
            _ bundle: Bytes, _ opener: inout RecordOpener, _ session: ServerSession?, _ id: CallID?, _ sealer: RecordSealer?
        ) throws {
            do {
                try RecordBundle.open(bundle, &opener) { type, content in
                    switch type {
                    case .header:
                        guard let session, let id, let sealer else { throw SealedCallError.order }
                        opened.append(.metadata(try call.begin(session, id, try CallHeader(wireBytes: Array(content)), sealer)))
                    case .message: opened.append(.message(Bytes(content)))
                    case .end: break
                    }
                }
            } catch let error as RPCError {
                throw error
            } catch {
                throw changed(error)
            }
        }

        private mutating func finish() throws -> RPCRequestPart<Bytes>? {
            if case .ended = phase { return nil }
            phase = .failed
            if Task.isCancelled { return nil }
            throw changed(SealedCallError.order)
        }

        /// A stream that is not as its client made it. Before the header this is all that the peer is told; after it the handler decides.
        private func changed(_ cause: any Error) -> RPCError {
            if call.peer == nil { _ = call.reject(.unauthenticated, "the call was refused", log: "its records do not open: \(cause)") }
            return RPCError(code: .aborted, message: "The request was changed on its way, or cut off.", cause: cause)
        }
    }
}
