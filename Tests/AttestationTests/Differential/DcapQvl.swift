import Foundation
import Testing

/// PyPI's dcap-qvl, by way of scripts/tests/dcap_qvl_exchange.py.
enum DcapQvl {
    /// What it says of a case.
    struct Verdict: Decodable, Hashable {
        let status: String?
        let advisories: [String]?
        /// Its sentence, if it refuses.
        let refused: String?
    }

    /// Its verdict on each case, in order; nil, with an issue or a cancellation, where it is not installed.
    static func verdicts(on cases: [QuoteCase]) throws -> [Verdict]? {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..").standardized
        let python = root.appendingPathComponent(".wheels/venv/bin/python").path
        let sentence: Comment = "dcap-qvl is not installed: run `make setup`, which puts it into .wheels/venv."
        let input = FileManager.default.temporaryDirectory.appendingPathComponent("cloister-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: input) }
        let encoder = JSONEncoder()
        try Data(try cases.map { try encoder.encode($0) }.joined(separator: Data("\n".utf8)) + Data("\n".utf8)).write(to: input)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [
            root.appendingPathComponent("scripts/tests/dcap_qvl_exchange.py").path, "verdicts", SharedEvidence.folder.path,
        ]
        process.standardInput = try FileHandle(forReadingFrom: input)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        if FileManager.default.isExecutableFile(atPath: python) {
            try process.run()
            let text = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            let lines = text.split(separator: UInt8(ascii: "\n"))
            if lines.count == cases.count { return try lines.map { try JSONDecoder().decode(Verdict.self, from: $0) } }
        }
        guard ProcessInfo.processInfo.environment["CLOISTER_REQUIRE_FIXTURES"] == "1" else { try Test.cancel(sentence) }
        Issue.record(sentence)
        return nil
    }
}
