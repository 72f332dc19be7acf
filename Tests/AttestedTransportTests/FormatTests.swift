import AttestedSession
import GRPCCore
import Testing

@testable import AttestedTransport

@Suite struct FormatTests {
    @Test(
        arguments: [
            ("1H", 3_600_000), ("2M", 120_000), ("3S", 3000), ("4m", 4), ("1u", 1), ("1000u", 1), ("1001u", 2), ("1n", 1),
            ("99999999H", 359_999_996_400_000),
        ] as [(String, UInt64)])
    func `gRPC's timeouts are read, rounded up`(_ text: String, _ expected: UInt64) {
        #expect(SealedMetadata.milliseconds(text) == expected)
    }

    @Test(arguments: ["", "1", "m", "1x", "-1m", "1.5S", "123456789m", " 1m"])
    func `[102] What is no timeout is none`(_ text: String) { #expect(SealedMetadata.milliseconds(text) == nil) }

    @Test(arguments: [0, 1, 99_999_999, 100_000_000, 99_999_999_999, .max] as [UInt64])
    func `A timeout that is written can be read and is never longer`(_ value: UInt64) throws {
        let read = try #require(SealedMetadata.milliseconds(SealedMetadata.timeout(value)))
        #expect(read <= value)
    }

    @Test func `Endpoints are read and written`() {
        #expect(Endpoint("example.test:443") == Endpoint(host: "example.test", port: 443))
        #expect(Endpoint("[::1]:50")?.description == "[::1]:50")
        for text in ["", "a", "a:", ":1", "a:b", "a:65536", "::1:5", "[]:1", "a:-1"] { #expect(Endpoint(text) == nil) }
    }

    @Test func `Addresses lose their ports`() {
        #expect(HandshakeQuota.address(of: "ipv4:192.0.2.1:443") == "ipv4:192.0.2.1")
        #expect(HandshakeQuota.address(of: "ipv6:[::1]:443") == "ipv6:0:0:0:0:0:0:0:0/64")
        #expect(HandshakeQuota.address(of: "unix:/a:b") == "unix:/a:b")
    }

    @Test func `Binary metadata that came as text is sealed as bytes`() throws {
        let sealed = try SealedMetadata.seal(["a-bin": "AQI=", "b": "text"])
        #expect(sealed.entries.map(\.value) == [[1, 2], Array("text".utf8)])
        #expect(try SealedMetadata.open(sealed) == ["a-bin": .binary([1, 2]), "b": "text"])
    }

    @Test func `The gate lets one in at a time, in order`() async {
        let gate = SerialGate()
        let log = Log()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    await gate.pass {
                        await log.enter()
                        await Task.yield()
                        await log.leave()
                    }
                }
            }
        }
        #expect(await log.highest == 1)
    }

    private actor Log {
        private var inside = 0
        private(set) var highest = 0
        func enter() {
            inside += 1
            highest = max(highest, inside)
        }
        func leave() { inside -= 1 }
    }
}
