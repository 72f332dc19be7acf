import AttestedSession
import ControlAPI
import GRPCCore
import Testing

@testable import AttestedTransport

/// Protobuf that is built to cost more than it weighs, at the services that answer strangers.
@Suite struct MessageBombTests {
    private static func varint(_ value: UInt64) -> [UInt8] {
        var (rest, bytes) = (value, [UInt8]())
        while rest >= 128 {
            bytes.append(UInt8(rest & 127 | 128))
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    static let bombs: [(name: String, bytes: [UInt8])] = [
        ("a million nested groups", [UInt8](repeating: 0x1b, count: 1 << 20)),
        ("nested messages", (0..<5000).reduce(into: [UInt8]()) { bytes, _ in bytes = [0x1a] + varint(UInt64(bytes.count)) + bytes }),
        ("a length beyond the message", [0x0a] + varint(1 << 62)),
        ("a length that overflows", [0x0a] + [UInt8](repeating: 0xff, count: 9) + [1]),
        ("a varint without end", [0x08] + [UInt8](repeating: 0xff, count: 1000)),
        ("a field of number zero", [0x02, 0x00]),
        ("a million unknown fields", (0..<1 << 20).flatMap { _ in [0x78, 0x01] as [UInt8] }),
        ("a million times the same field", (0..<1 << 20).flatMap { _ in [0x0a, 0x00] as [UInt8] }),
        ("text that is none", [0x0a, 4, 0xff, 0xfe, 0xc0, 0x80]),
    ]

    @Test(arguments: bombs.indices)
    func `[100][102] A message that is a bomb is refused or harmless, and the node serves on`(_ index: Int) async throws {
        let node = try TestNode()
        try await node.run { endpoint, sessions in
            let transport = try UnsealedTransport.client(of: endpoint)
            try await withGRPCClient(transport: transport) { client in
                let check = MethodDescriptor(fullyQualifiedService: "grpc.health.v1.Health", method: "Check")
                let health = await thrown(RPCError.self) { try await client.call(check, Self.bombs[index].bytes) }
                if let health { #expect(health.code != .unavailable) }
                let handshake = Cloister_V1_SessionService.Method.Handshake.descriptor
                let refused = await thrown(RPCError.self) {
                    try await client.bidirectionalStreaming(
                        request: StreamingClientRequest { try await $0.write(Self.bombs[index].bytes) }, descriptor: handshake,
                        serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
                    ) { response in for try await _ in response.messages {} }
                }
                #expect(refused?.code == .permissionDenied)
                #expect(refused?.message == SessionError.wireMessage)
            }
            try await AttestedChannel.withChannel(to: endpoint, settings: node.clientSettings) { client in
                let answer = try await client.call(EchoService.echo, [1])
                #expect(answer == [1])
            }
            #expect(sessions.statistics.refused == 1)
        }
    }
}
