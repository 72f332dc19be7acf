import GRPCCore

/// Seals what a server sends. Writes are serialised, so that records go out in the order of their sequence.
struct SealedResponseWriter<Bytes: GRPCContiguousBytes & Sendable>: ClosableRPCWriterProtocol {
    let call: ServerCall<Bytes>
    let base: RPCWriter<RPCResponsePart<Bytes>>.Closable

    func write(_ element: RPCResponsePart<Bytes>) async throws {
        try await call.gate.pass {
            let parts = try call.seal(element)
            if !parts.isEmpty { try await base.write(contentsOf: parts) }
        }
    }

    func write(contentsOf elements: some Sequence<RPCResponsePart<Bytes>>) async throws {
        let elements = Array(elements)
        try await call.gate.pass {
            let parts = try elements.flatMap { try call.seal($0) }
            if !parts.isEmpty { try await base.write(contentsOf: parts) }
        }
    }

    func finish() async { await base.finish() }

    func finish(throwing error: any Error) async { await base.finish(throwing: error) }
}
