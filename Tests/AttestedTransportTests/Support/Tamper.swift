import GRPCCore
import GRPCInProcessTransport
import Synchronization

/// Someone between client and server who sees every part of the sealed calls and may do with it as he likes.
final class Tamper: Sendable {
    typealias Request = RPCRequestPart<[UInt8]>
    typealias Response = RPCResponsePart<[UInt8]>

    let request: @Sendable (Request) -> [Request]
    let response: @Sendable (Response) -> [Response]
    let method: @Sendable (MethodDescriptor) -> MethodDescriptor
    /// Everything that the client sent in sealed calls.
    let seen = Mutex<[Request]>([])

    init(
        request: @escaping @Sendable (Request) -> [Request] = { [$0] }, response: @escaping @Sendable (Response) -> [Response] = { [$0] },
        method: @escaping @Sendable (MethodDescriptor) -> MethodDescriptor = { $0 }
    ) {
        self.request = request
        self.response = response
        self.method = method
    }
}

struct TamperingTransport: ClientTransport {
    typealias Bytes = [UInt8]
    let base: InProcessTransport.Client
    let tamper: Tamper

    var retryThrottle: RetryThrottle? { base.retryThrottle }
    func connect() async throws { try await base.connect() }
    func beginGracefulShutdown() { base.beginGracefulShutdown() }
    func config(forMethod descriptor: MethodDescriptor) -> MethodConfig? { base.config(forMethod: descriptor) }

    func withStream<Value: Sendable>(
        descriptor: MethodDescriptor, options: CallOptions,
        _ closure: (RPCStream<Inbound, Outbound>, ClientContext) async throws -> Value
    ) async throws -> Value {
        guard descriptor.service.fullyQualifiedService == EchoService.service else {
            return try await base.withStream(descriptor: descriptor, options: options, closure)
        }
        return try await base.withStream(descriptor: tamper.method(descriptor), options: options) { stream, context in
            try await closure(
                RPCStream(
                    descriptor: stream.descriptor,
                    inbound: RPCAsyncSequence(wrapping: Responses(base: stream.inbound, tamper: tamper)),
                    outbound: RPCWriter.Closable(wrapping: Requests(base: stream.outbound, tamper: tamper))),
                context)
        }
    }

    private struct Requests: ClosableRPCWriterProtocol {
        let base: RPCWriter<RPCRequestPart<[UInt8]>>.Closable
        let tamper: Tamper

        func write(_ element: RPCRequestPart<[UInt8]>) async throws {
            tamper.seen.withLock { $0.append(element) }
            for part in tamper.request(element) { try await base.write(part) }
        }
        func write(contentsOf elements: some Sequence<RPCRequestPart<[UInt8]>>) async throws {
            for element in elements { try await write(element) }
        }
        func finish() async { await base.finish() }
        func finish(throwing error: any Error) async { await base.finish(throwing: error) }
    }

    private struct Responses: AsyncSequence, Sendable {
        let base: RPCAsyncSequence<RPCResponsePart<[UInt8]>, any Error>
        let tamper: Tamper
        func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator(), tamper: tamper) }

        struct Iterator: AsyncIteratorProtocol {
            var base: RPCAsyncSequence<RPCResponsePart<[UInt8]>, any Error>.AsyncIterator
            let tamper: Tamper
            var queue: [RPCResponsePart<[UInt8]>] = []

            mutating func next() async throws -> RPCResponsePart<[UInt8]>? { try await next(isolation: nil) }
            mutating func next(isolation actor: isolated (any Actor)?) async throws -> RPCResponsePart<[UInt8]>? {
                while queue.isEmpty {
                    guard let part = try await base.next(isolation: actor) else { return nil }
                    queue = tamper.response(part)
                }
                return queue.removeFirst()
            }
        }
    }
}
