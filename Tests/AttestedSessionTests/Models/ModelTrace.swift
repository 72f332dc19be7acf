import Foundation
import Testing

/// What the real state machines did, in the words that scripts/spin replays against a model of models/.
struct ModelTrace: Equatable {
    var lines: [String]

    init(model: String) { lines = ["model \(model)"] }

    /// Notes an event and how it came out.
    mutating func note(_ event: String, _ isAccepted: Bool) { lines.append("\(event) \(isAccepted ? "ok" : "refused")") }

    var text: String { lines.joined(separator: "\n") + "\n" }

    /// The same with two events exchanged.
    func swapping(_ first: Int, _ second: Int) -> ModelTrace {
        var other = self
        other.lines.swapAt(first, second)
        return other
    }

    /// The same with another outcome of one event.
    func turning(_ index: Int) -> ModelTrace {
        var other = self
        let line = lines[index]
        other.lines[index] = line.hasSuffix(" ok") ? line.dropLast(2) + "refused" : line.dropLast(7) + "ok"
        return other
    }

    /// The package's folder, wherever below it this file is compiled.
    private static let repository: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while folder.pathComponents.count > 1, !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// The file in which the recorded trace is checked in; written anew with CLOISTER_RECORD_TRACES=1.
    func isCheckedIn(as name: String) throws -> Bool {
        let file = Self.repository.appending(path: "Tests/AttestedSessionTests/Vectors/traces/\(name).trace")
        if ProcessInfo.processInfo.environment["CLOISTER_RECORD_TRACES"] == "1" {
            try Data(text.utf8).write(to: file)
        }
        return try String(decoding: Data(contentsOf: file), as: UTF8.self) == text
    }

    /// Whether Spin is here. Where everything must be, its absence is a failure.
    static var hasSpin: Bool {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/spin")
            || ProcessInfo.processInfo.environment["CLOISTER_REQUIRE_FIXTURES"] == "1"
    }

    /// Whether the model can do what the trace says. Throws if the checker itself failed.
    func isBehaviour() async throws -> Bool {
        let file = FileManager.default.temporaryDirectory.appending(path: "cloister-\(UUID().uuidString).trace")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = Self.repository.appending(path: "scripts/spin")
        process.arguments = ["replay", file.path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        // Other tests go on meanwhile: there are as few threads as processors.
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        try #require(process.terminationStatus <= 1, "scripts/spin failed")
        return process.terminationStatus == 0
    }
}
