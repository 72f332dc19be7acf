import AttestedTransport
import GRPCCore
import GRPCInProcessTransport

/// A bundle of records as someone without keys sees it.
struct RecordShape {
    let records: [[UInt8]]

    init?(_ bundle: [UInt8]) {
        var records: [[UInt8]] = []
        var rest = bundle[...]
        while !rest.isEmpty {
            guard rest.count >= 4 else { return nil }
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard length >= 1, rest.count >= length else { return nil }
            records.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        self.records = records
    }

    var types: [UInt8] { records.map { $0[0] } }

    func without(type: UInt8) -> [UInt8] {
        records.filter { $0[0] != type }.flatMap { record in
            (0..<4).map { UInt8(truncatingIfNeeded: record.count >> (24 - 8 * $0)) } + record
        }
    }
}

/// Sends recorded parts to a node's sessions over a connection of its own.
enum Replay {
    static func send(
        _ parts: [RPCRequestPart<[UInt8]>], _ method: MethodDescriptor, sessions: SessionServer, node: TestNode,
        afterMetadata: @Sendable () async throws -> Void = {}
    ) async throws -> Status? {
        let pair = InProcessTransport()
        let server = SealedServerTransport(base: pair.server, sessions: sessions)
        return try await withGRPCServer(transport: server, services: [node.echo]) { _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await pair.client.connect() }
                defer { pair.client.beginGracefulShutdown() }
                return try await pair.client.withStream(descriptor: method, options: .defaults) { stream, _ in
                    for part in parts {
                        try await stream.outbound.write(part)
                        if case .metadata = part { try await afterMetadata() }
                    }
                    await stream.outbound.finish()
                    for try await part in stream.inbound { if case .status(let status, _) = part { return status } }
                    return nil
                }
            }
        }
    }
}
