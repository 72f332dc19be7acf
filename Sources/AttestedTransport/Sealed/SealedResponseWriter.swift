import GRPCCore
import GRPCNIOTransportHTTP2

/// Seals what a server sends. Writes are serialised, so that records go out in the order of their sequence.
struct SealedResponseWriter<Bytes: GRPCContiguousBytes & Sendable>: ClosableRPCWriterProtocol {
    let call: ServerCall<Bytes>
    let base: RPCWriter<RPCResponsePart<Bytes>>.Closable

    @_specialize(where Bytes == GRPCNIOTransportBytes)
    func write(_ element: RPCResponsePart<Bytes>) async throws {
        try await call.gate.pass { try await send(try call.seal(element)) }
    }

    func write(contentsOf elements: some Sequence<RPCResponsePart<Bytes>>) async throws {
        let elements = Array(elements)
        try await call.gate.pass {
            try await send(try elements.flatMap { try call.seal($0) })
        }
    }

    /// Together, so that they wake the connection's thread once and leave in one packet.
    private func send(_ parts: [RPCResponsePart<Bytes>]) async throws {
        if !parts.isEmpty { try await base.write(contentsOf: parts) }
    }

    func finish() async { await base.finish() }

    func finish(throwing error: any Error) async { await base.finish(throwing: error) }
}
