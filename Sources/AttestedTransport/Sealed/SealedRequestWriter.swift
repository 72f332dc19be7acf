import GRPCCore

/// Seals what a client sends. Writes are serialised, so that records go out in the order of their sequence.
struct SealedRequestWriter<Bytes: GRPCContiguousBytes & Sendable>: ClosableRPCWriterProtocol {
    let call: ClientCall<Bytes>
    let base: RPCWriter<RPCRequestPart<Bytes>>.Closable
    private let gate = SerialGate()

    init(call: ClientCall<Bytes>, base: RPCWriter<RPCRequestPart<Bytes>>.Closable) {
        self.call = call
        self.base = base
    }

    func write(_ element: RPCRequestPart<Bytes>) async throws {
        try await gate.pass {
            let parts = try call.seal(element)
            if !parts.isEmpty { try await base.write(contentsOf: parts) }
        }
    }

    func write(contentsOf elements: some Sequence<RPCRequestPart<Bytes>>) async throws {
        let elements = Array(elements)
        try await gate.pass {
            let parts = try elements.flatMap { try call.seal($0) }
            if !parts.isEmpty { try await base.write(contentsOf: parts) }
        }
    }

    func finish() async {
        await gate.pass {
            do {
                try await base.write(contentsOf: try call.sealEnd())
                await base.finish()
            } catch {
                call.fail(error)
                await base.finish(throwing: error)
            }
        }
    }

    /// Ends the stream without a sealed end, so that the server takes it for what it is.
    func finish(throwing error: any Error) async {
        call.fail(error)
        await base.finish(throwing: error)
    }
}
