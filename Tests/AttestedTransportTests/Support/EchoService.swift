import AttestedSession
import AttestedTransport
import GRPCCore
import Synchronization

/// Bytes as they are.
struct RawBytes: MessageSerializer, MessageDeserializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes { Bytes(message) }
    func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> [UInt8] { bytes.withUnsafeBytes { Array($0) } }
}

/// One method of each kind, and some that fail, wait or look around.
final class EchoService: RegistrableRPCService {
    static let service = "test.Echo"
    /// How often a handler was reached with a whole request.
    let executions = Mutex(0)
    /// The idempotency keys of the calls that came, in order.
    let idempotencyKeys = Mutex<[[UInt8]]>([])
    /// Idempotency keys of deposits: how often each came.
    let deposits = Mutex<[[UInt8]: Int]>([:])
    /// Handlers that learnt of their cancellation.
    let cancellations = Mutex(0)

    static func method(_ name: String, _ type: MethodDescriptor.RPCType) -> MethodDescriptor {
        MethodDescriptor(service: ServiceDescriptor(fullyQualifiedService: service), method: name, type: type)
    }
    static let echo = method("Echo", .unary)
    static let collect = method("Collect", .clientStreaming)
    static let expand = method("Expand", .serverStreaming)
    static let chat = method("Chat", .bidirectionalStreaming)
    static let fail = method("Fail", .unary)
    static let failLate = method("FailLate", .serverStreaming)
    static let whoAmI = method("WhoAmI", .unary)
    static let sleep = method("Sleep", .unary)
    static let flaky = method("Flaky", .unary)
    static let firstSleeps = method("FirstSleeps", .unary)
    static let whereFrom = method("WhereFrom", .unary)
    static let deposit = method("Deposit", .unary)
    static let absent = method("Absent", .unary)

    func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        func register(
            _ method: MethodDescriptor,
            _ handler: @escaping @Sendable (StreamingServerRequest<[UInt8]>, ServerContext) async throws -> StreamingServerResponse<[UInt8]>
        ) {
            router.registerHandler(forMethod: method, deserializer: RawBytes(), serializer: RawBytes(), handler: handler)
        }
        func unary(_ method: MethodDescriptor, _ handler: @escaping @Sendable ([UInt8], Metadata, ServerContext) async throws -> [UInt8]) {
            register(method) { request, context in
                let single = try await ServerRequest(stream: request)
                self.executions.withLock { $0 += 1 }
                let answer = try await handler(single.message, single.metadata, context)
                return StreamingServerResponse(
                    single: ServerResponse(
                        message: answer, metadata: Self.visible(single.metadata), trailingMetadata: ["trailer": "unary"]))
            }
        }
        unary(Self.echo) { message, _, _ in message }
        unary(Self.deposit) { message, metadata, _ in
            guard let key = metadata[binaryValues: Metadata.idempotencyKey].first(where: { _ in true }) else {
                throw RPCError(code: .invalidArgument, message: "a deposit needs a key")
            }
            self.deposits.withLock { $0[key, default: 0] += 1 }
            return message
        }
        unary(Self.whoAmI) { _, _, _ in
            switch SessionPeer.current?.identity {
            case .party(let key): return key
            case .node, nil: throw RPCError(code: .unauthenticated, message: "nobody")
            }
        }
        unary(Self.fail) { message, _, _ in
            throw RPCError(
                code: .failedPrecondition, message: "no: " + String(decoding: message, as: UTF8.self),
                metadata: ["reason": "TEST_REASON", "detail-bin": .binary([0, 255])])
        }
        // The first two attempts of each are not answered: one fails, the other sleeps until it is cancelled.
        unary(Self.flaky) { message, metadata, _ in
            guard self.note(metadata) > 2 else { throw RPCError(code: .unavailable, message: "not yet") }
            return message
        }
        unary(Self.firstSleeps) { message, metadata, context in
            if self.note(metadata) == 1 {
                do { try await context.cancellation.cancelled } catch {}
                self.cancellations.withLock { $0 += 1 }
            }
            return message
        }
        unary(Self.whereFrom) { _, _, context in Array(context.remotePeer.utf8) }
        unary(Self.sleep) { message, _, context in
            do { try await context.cancellation.cancelled } catch {}
            self.cancellations.withLock { $0 += 1 }
            return message
        }
        register(Self.collect) { request, _ in
            var sum = 0
            for try await message in request.messages { sum += message.count }
            self.executions.withLock { $0 += 1 }
            return StreamingServerResponse(single: ServerResponse(message: Array("\(sum)".utf8), metadata: Self.visible(request.metadata)))
        }
        register(Self.expand) { request, _ in
            let count = Int(try await ServerRequest(stream: request).message.first ?? 0)
            return StreamingServerResponse(metadata: Self.visible(request.metadata)) { writer in
                for index in 0..<count { try await writer.write([UInt8(index)]) }
                return ["trailer": "expand"]
            }
        }
        register(Self.failLate) { _, _ in
            StreamingServerResponse { writer in
                try await writer.write([1])
                throw RPCError(code: .aborted, message: "late")
            }
        }
        register(Self.chat) { request, _ in
            StreamingServerResponse(metadata: Self.visible(request.metadata)) { writer in
                for try await message in request.messages { try await writer.write(message) }
                return [:]
            }
        }
    }

    /// Notes a call's idempotency key; returns how many calls have come.
    private func note(_ metadata: Metadata) -> Int {
        idempotencyKeys.withLock { keys in
            keys.append(metadata[binaryValues: Metadata.idempotencyKey].first { _ in true } ?? [])
            return keys.count
        }
    }

    /// What came of the client's own metadata.
    private static func visible(_ metadata: Metadata) -> Metadata {
        var seen = Metadata()
        for (key, value) in metadata where key.hasPrefix("x-") || key == Metadata.idempotencyKey || key == "grpc-timeout" {
            switch value {
            case .string(let text): seen.addString(text, forKey: "seen-" + key)
            case .binary(let bytes): seen.addBinary(bytes, forKey: "seen-" + key)
            }
        }
        return seen
    }
}

extension GRPCClient {
    func call(_ method: MethodDescriptor, _ message: [UInt8], options: CallOptions = .defaults) async throws -> [UInt8] {
        try await unary(
            request: ClientRequest(message: message), descriptor: method, serializer: RawBytes(), deserializer: RawBytes(), options: options
        ) { try $0.message }
    }
}
