import Testing

@testable import Server

@Suite struct NodeConfigurationTests {
    private func configuration(_ replaced: String = "", by replacement: String = "") throws -> NodeConfiguration {
        let text = """
            {"version": 1, "origin": "ledger.test/one", "listen": {"host": "127.0.0.1", "port": 0}, "state": "/state",
             "measurer": "/measurer", "admins": [], "openRegistration": false,
             "execution": {"jail": "/jail", "onnxRuntime": "/onnx", "capacity": 1, "warmJails": 1, "runSeconds": 1, "memoryMiB": 64},
             "trust": {"softwareTEE": "I accept that a software TEE protects nothing", "softwareRoots": []}}
            """
        guard !replaced.isEmpty else { return try NodeConfiguration(json: Array(text.utf8)) }
        let parts = text.split(separator: replaced, maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2)
        return try NodeConfiguration(json: Array((parts[0] + replacement + parts[1]).utf8))
    }

    /// Adds the member `storage` with these values.
    private static func storage(
        partyMiB: Int = 5, unregisteredBlobs: Int = 6, unregisteredSeconds: Int = 70, reserveMiB: Int = 80
    ) -> (String, String) {
        let values = [
            ("partyMiB", partyMiB), ("unregisteredBlobs", unregisteredBlobs), ("unregisteredSeconds", unregisteredSeconds),
            ("reserveMiB", reserveMiB),
        ].map { "\"\($0)\": \($1)" }
        return ("\"version\": 1", "\"version\": 1, \"storage\": {\(values.joined(separator: ", "))}")
    }

    @Test func `A complete file is read`() throws {
        #expect(try configuration().execution.memoryMiB == 64)
        #expect(try configuration().storage == nil)
        let (member, replacement) = Self.storage()
        #expect(try configuration(member, by: replacement).storage?.unregisteredSeconds == 70)
    }

    @Test(arguments: [
        ("\"version\": 1", "\"version\": 2"), ("\"version\": 1,", ""), ("ledger.test/one", ""), ("ledger.test/one", "ledger one"),
        ("ledger.test/one", "ledger+one"), ("\"port\": 0", "\"port\": 65536"), ("\"port\": 0", "\"port\": -1"),
        ("\"port\": 0", "\"port\": 1e99"), ("/state", "state"), ("/measurer", ""), ("\"capacity\": 1", "\"capacity\": 0"),
        ("\"capacity\": 1", "\"capacity\": 65"), ("\"warmJails\": 1", "\"warmJails\": 65"), ("\"runSeconds\": 1", "\"runSeconds\": 3601"),
        ("\"memoryMiB\": 64", "\"memoryMiB\": 63"), ("\"openRegistration\": false", "\"openRegistration\": 0"),
        ("\"runSeconds\"", "\"runSecond\": 1, \"runSeconds\""), ("\"trust\": {", "\"trust\": {\"softwareTee\": \"yes\", "),
        ("\"version\": 1", "\"versions\": 1, \"version\": 1"), ("}}", "}"), storage(partyMiB: 0), storage(partyMiB: 1 << 21),
        storage(unregisteredBlobs: 0), storage(unregisteredSeconds: 59), storage(reserveMiB: 15),
        ("\"version\": 1", "\"version\": 1, \"storage\": {\"partyMiB\": 5}"),
        // Strict without saying so, and without what strict needs.
        ("\"softwareTEE\": \"I accept that a software TEE protects nothing\", ", ""),
    ])
    func `A file with a wrong, missing or unknown member is refused`(_ member: String, _ replacement: String) {
        #expect(throws: ConfigurationError.self) { try configuration(member, by: replacement) }
    }

    @Test func `A proxy is allowed only where the file says both things about it`() throws {
        #expect(try configuration().outerChannel == nil)
        let member = "\"outerChannel\": {\"proxied\": true, \"classicalKeyExchange\": false}"
        #expect(try configuration("\"version\": 1", by: "\"version\": 1, " + member).outerChannel?.proxied == true)
        for wrong in ["{}", "{\"proxied\": true}", "{\"proxied\": 1, \"classicalKeyExchange\": false}", "true"] {
            #expect(throws: ConfigurationError.self) {
                try configuration("\"version\": 1", by: "\"version\": 1, \"outerChannel\": \(wrong)")
            }
        }
    }

    @Test func `Evidence in the outer certificate is shown only where the file says so`() throws {
        #expect(try configuration().outerEvidence == nil)
        for value in [true, false] {
            let file = try configuration("\"version\": 1", by: "\"version\": 1, \"outerEvidence\": \(value)")
            #expect(file.outerEvidence == value)
        }
        #expect(throws: ConfigurationError.self) { try configuration("\"version\": 1", by: "\"version\": 1, \"outerEvidence\": 1") }
    }

    @Test func `A file that is too long or nested too deeply is refused`() {
        #expect(throws: ConfigurationError.self) { try NodeConfiguration(json: .init(repeating: 0x20, count: 64 << 10 + 1)) }
        #expect(throws: ConfigurationError.self) { try NodeConfiguration(json: .init(repeating: UInt8(ascii: "["), count: 60_000)) }
        #expect(throws: ConfigurationError.self) { try NodeConfiguration(json: []) }
    }
}
