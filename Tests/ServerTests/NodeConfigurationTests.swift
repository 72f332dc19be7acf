import Attestation
import Foundation
import SealedData
import Testing
import Wire

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

    @Test func `Holders of recovery keys are valid, distinct, and enough`() throws {
        let keys = try (0..<3).map { _ in try RecipientPrivateKey().publicKey.rawRepresentation.hex }
        func read(_ threshold: Int, _ holders: [String]) throws -> NodeConfiguration {
            let list = holders.map { "\"\($0)\"" }.joined(separator: ",")
            return try configuration(
                "\"version\": 1", by: "\"version\": 1, \"recovery\": {\"threshold\": \(threshold), \"holders\": [\(list)]}")
        }
        #expect(try read(2, keys).recovery?.set().holders.map(\.rawRepresentation.hex) == keys)
        #expect(try configuration().recovery == nil)
        for (threshold, holders) in [
            (0, keys), (4, keys), (1, []), (1, [keys[0], keys[0]]), (1, ["00"]), (1, [String(keys[0].dropLast(2))]),
        ] {
            #expect(throws: ConfigurationError.self) { try read(threshold, holders) }
        }
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

    /// Adds the member `witnesses`.
    private func witnesses(_ member: String) throws -> NodeConfiguration {
        try configuration("\"version\": 1", by: "\"version\": 1, \"witnesses\": \(member)")
    }

    private static let keys = [
        "witness.example/w1+201796ae+BMaCJjfH0xDsV2J74AuiWdJTdJ9Kr2REcM/75To19zJC",
        "witness.example/w2+50253c57+BIjfVWQTU4sAIBXpYZsBvbXMSMchVkV5JWP1Rg9zB6dj",
        "witness.example/w3+fd2c807a+BMhAafoiFsbtwdUsqDqhHCZ91UQK+lJgkMpD69DKhqnP",
    ]

    private static func list(_ keys: [String], url: String = "https://a") -> String {
        keys.map { "{\"key\": \"\($0)\", \"url\": \"\(url)\"}" }.joined(separator: ", ")
    }

    private static func quorum(
        _ needed: Int, faulty: Int = 0, age: Int = 60, of keys: [String] = Self.keys, url: String = "https://a", more: String = ""
    ) -> String {
        """
        {"mode": "quorum", "needed": \(needed), "faulty": \(faulty), "maximumAgeSeconds": \(age), "list": [\(list(keys, url: url))]\(more)}
        """
    }

    @Test func `[40] Witnesses are off, asynchronous, or a quorum whose members are known`() throws {
        #expect(try configuration().witnessQuorum() == nil)
        let async = try witnesses("{\"mode\": \"async\", \"list\": [\(Self.list(Self.keys))]}")
        #expect(try async.witnessQuorum()?.policy.mode == .async)
        let quorum = try #require(try witnesses(Self.quorum(2, more: ", \"deadlineMilliseconds\": 700")).witnessQuorum())
        // The vector of docs/spec/witness.md.
        #expect(quorum.policy.name == "2-of-3-dfa01e3f1b506807")
        #expect(quorum.deadline == .milliseconds(700) && quorum.clock.maximumAge == 60)
    }

    @Test(
        arguments: [
            // Two sets of these sizes need not share an honest witness.
            quorum(1), quorum(1, of: Array(keys.prefix(2))), quorum(2, faulty: 1), quorum(0), quorum(4), quorum(3, faulty: 3),
            quorum(2, faulty: -1), quorum(2, age: 0), quorum(2, age: -1), quorum(2, age: 86_401),
            quorum(2, of: [keys[0], keys[0], keys[1]]),
            quorum(2, url: "ftp://a"), quorum(2, url: "a"), quorum(2, of: keys + ["witness.example/w4"]), quorum(2, of: []),
            quorum(2, more: ", \"deadlineMilliseconds\": 99"), quorum(2, more: ", \"deadlineMilliseconds\": 60001"),
            quorum(2, more: ", \"unknown\": 1"), "{\"mode\": \"off\", \"list\": []}", "{\"mode\": \"quorum\", \"list\": [\(list(keys))]}",
            "{\"mode\": \"async\", \"needed\": 2, \"list\": [\(list(keys))]}", "{\"mode\": \"async\", \"list\": []}", "{}", "[]", "true",
        ])
    func `[40] Witnesses whose quorums may disagree, or that are not fully named, are refused`(_ member: String) {
        #expect(throws: ConfigurationError.self) { try witnesses(member) }
    }

    @Test func `[37][45] A strict configuration demands a quorum of witnesses`() throws {
        let auditors = try (1...3).map { try NoteSigningKey(name: "auditor\($0).example", algorithm: .ed25519).verifier }
        let set = try AuditorSet(origin: "cloister.test/releases", threshold: 2, assumedBad: 0, keys: auditors)
        let named = String(decoding: try JSONEncoder().encode(TrustedAuditors(set)), as: UTF8.self)
        let machine = "tdx:" + String(repeating: "01", count: 16)
        func strict(_ member: String) throws -> NodeConfiguration {
            try NodeConfiguration(
                json: Array(
                    """
                    {"version": 1, \(member)"origin": "ledger.test/one", "listen": {"host": "127.0.0.1", "port": 0}, "state": "/state",
                     "measurer": "/measurer", "admins": [], "openRegistration": false,
                     "execution": {"jail": "/jail", "onnxRuntime": "/onnx", "capacity": 1, "warmJails": 1, "runSeconds": 1, "memoryMiB": 64},
                     "trust": {"softwareRoots": [], "profile": "strict", "platforms": {"tdx": {}}, "hardware": ["\(machine)"],
                               "auditors": \(named)}}
                    """.utf8))
        }
        _ = try strict("\"witnesses\": \(Self.quorum(2)), ")
        for member in ["", "\"witnesses\": {\"mode\": \"async\", \"list\": [\(Self.list(Self.keys))]}, "] {
            let error = #expect(throws: ConfigurationError.self) { try strict(member) }
            #expect(error?.description.contains("quorum of witnesses") == true, "\(String(describing: error))")
        }
    }
}
