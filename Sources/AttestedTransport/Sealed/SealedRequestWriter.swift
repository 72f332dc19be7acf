import GRPCCore
import GRPCNIOTransportHTTP2

/// Seals what a client sends. Writes are serialised, so that records go out in the order of their sequence.
struct SealedRequestWriter<Bytes: GRPCContiguousBytes & Sendable>: ClosableRPCWriterProtocol {
    let call: ClientCall<Bytes>
    let base: RPCWriter<RPCRequestPart<Bytes>>.Closable
    private let gate = SerialGate()

    init(call: ClientCall<Bytes>, base: RPCWriter<RPCRequestPart<Bytes>>.Closable) {
        self.call = call
        self.base = base
    }

    @_specialize(where Bytes == GRPCNIOTransportBytes)
    func write(_ element: RPCRequestPart<Bytes>) async throws {
        try await gate.pass { try await send(try call.seal(element)) }
    }

    func write(contentsOf elements: some Sequence<RPCRequestPart<Bytes>>) async throws {
        let elements = Array(elements)
        try await gate.pass {
            try await send(try elements.flatMap { try call.seal($0) })
        }
    }

    @_specialize(where Bytes == GRPCNIOTransportBytes)
    func finish() async {
        await gate.pass {
            do {
                try await send(try call.sealEnd())
                await base.finish()
            } catch {
                call.fail(error)
                await base.finish(throwing: error)
            }
        }
    }

    /// Together, so that they wake the connection's thread once and leave in one packet.
    private func send(_ parts: [RPCRequestPart<Bytes>]) async throws {
        if !parts.isEmpty { try await base.write(contentsOf: parts) }
    }

    /// Ends the stream without a sealed end, so that the server takes it for what it is.
    func finish(throwing error: any Error) async {
        call.fail(error)
        await base.finish(throwing: error)
    }
}
