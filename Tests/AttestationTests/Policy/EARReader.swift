import Foundation
import Testing

/// PyPI's joserfc, by way of scripts/tests/ear_exchange.py.
enum EARReader {
    struct Question: Encodable {
        /// The public key in PEM.
        let key: String
        let token: String
    }

    /// What it says of each token, in order: the claims, or nil if it refuses; nil, with an issue or a cancellation, where it is not installed.
    static func claims(of questions: [Question]) throws -> [[String: Any]?]? {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..").standardized
        let python = root.appendingPathComponent(".wheels/venv/bin/python").path
        let sentence: Comment = "joserfc is not installed: run `make setup`, which puts it into .wheels/venv."
        let input = FileManager.default.temporaryDirectory.appendingPathComponent("cloister-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: input) }
        let encoder = JSONEncoder()
        try Data(try questions.map { try encoder.encode($0) }.joined(separator: Data("\n".utf8)) + Data("\n".utf8)).write(to: input)
        if FileManager.default.isExecutableFile(atPath: python) {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: python)
            process.arguments = [root.appendingPathComponent("scripts/tests/ear_exchange.py").path]
            process.standardInput = try FileHandle(forReadingFrom: input)
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            let lines = (try output.fileHandleForReading.readToEnd() ?? Data()).split(separator: UInt8(ascii: "\n"))
            process.waitUntilExit()
            if lines.count == questions.count {
                return try lines.map { (try JSONSerialization.jsonObject(with: $0) as? [String: Any])?["claims"] as? [String: Any] }
            }
        }
        guard ProcessInfo.processInfo.environment["CLOISTER_REQUIRE_FIXTURES"] == "1" else { try Test.cancel(sentence) }
        Issue.record(sentence)
        return nil
    }
}
