import Foundation
import GRPCCore

/// Bytes as a gRPC message, as they are.
struct BareBytes: MessageSerializer, MessageDeserializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) -> Bytes { Bytes(message) }

    func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) -> [UInt8] { bytes.withUnsafeBytes { Array($0) } }
}

/// What the measured servers do, whatever the transport.
enum EchoMethods {
    /// A stream's messages, as an asset's upload cuts them.
    static let chunkBytes = 1 << 20

    /// A message of 1 KiB.
    static let smallMessage = Array(chunk.prefix(1024))

    fileprivate static let service = ServiceDescriptor(fullyQualifiedService: "bench.Echo")
    fileprivate static let echo = MethodDescriptor(service: service, method: "Echo", type: .unary)
    fileprivate static let swallow = MethodDescriptor(service: service, method: "Swallow", type: .clientStreaming)
    fileprivate static let pour = MethodDescriptor(service: service, method: "Pour", type: .serverStreaming)

    /// One chunk of a stream; both ends know it.
    static let chunk: [UInt8] = (0..<chunkBytes).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) }

    /// How many of the messages, to their end, are the chunk. Anything else ends the count.
    fileprivate static func count(_ messages: RPCAsyncSequence<[UInt8], any Error>) async throws -> Int {
        var count = 0
        for try await message in messages {
            guard message == chunk else { throw RPCError(code: .dataLoss, message: "a chunk is not what was sent") }
            count += 1
        }
        return count
    }
}

extension RPCRouter {
    /// A router with the measured methods.
    static func echo() -> RPCRouter {
        var router = RPCRouter()
        router.registerHandler(forMethod: EchoMethods.echo, deserializer: BareBytes(), serializer: BareBytes()) { request, _ in
            StreamingServerResponse(single: ServerResponse(message: try await ServerRequest(stream: request).message))
        }
        router.registerHandler(forMethod: EchoMethods.swallow, deserializer: BareBytes(), serializer: BareBytes()) { request, _ in
            let count = try await EchoMethods.count(request.messages)
            return StreamingServerResponse(single: ServerResponse(message: Array("\(count)".utf8)))
        }
        router.registerHandler(forMethod: EchoMethods.pour, deserializer: BareBytes(), serializer: BareBytes()) { request, _ in
            let count = Int(String(decoding: try await ServerRequest(stream: request).message, as: UTF8.self)) ?? 0
            return StreamingServerResponse { writer in
                for _ in 0..<count { try await writer.write(EchoMethods.chunk) }
                return [:]
            }
        }
        return router
    }
}

extension GRPCClient {
    /// One unary call there and back.
    func echo(_ bytes: [UInt8]) async throws {
        let answer = try await unary(
            request: ClientRequest(message: bytes), descriptor: EchoMethods.echo, serializer: BareBytes(), deserializer: BareBytes(),
            options: .defaults
        ) { try $0.message }
        guard answer == bytes else { throw FigureError("the echo is not what was said") }
    }

    /// One stream of `chunks` to the server.
    func upload(chunks: Int) async throws {
        let answer = try await clientStreaming(
            request: StreamingClientRequest { writer in for _ in 0..<chunks { try await writer.write(EchoMethods.chunk) } },
            descriptor: EchoMethods.swallow, serializer: BareBytes(), deserializer: BareBytes(), options: .defaults
        ) { try $0.message }
        guard answer == Array("\(chunks)".utf8) else { throw FigureError("the server did not receive what was sent") }
    }

    /// One stream of `chunks` from the server.
    func download(chunks: Int) async throws {
        let count = try await serverStreaming(
            request: ClientRequest(message: Array("\(chunks)".utf8)), descriptor: EchoMethods.pour, serializer: BareBytes(),
            deserializer: BareBytes(), options: .defaults
        ) { try await EchoMethods.count($0.messages) }
        guard count == chunks else { throw FigureError("the client did not receive what was sent") }
    }
}
