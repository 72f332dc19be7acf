import ArgumentParser
import Foundation
import Testing

@testable import Commands

/// Auditors at work in a folder of their own, and the home that follows them.
struct Auditors {
    let home = TemporaryHome()
    let folder: String
    static let software = "software-tee:" + String(repeating: "11", count: 32)
    static let other = "software-tee:" + String(repeating: "22", count: 32)

    /// Makes keys 1 to `count`, odd ones P-256, a set of 1 to 3 of whom two must sign, and a home that trusts it.
    init(keys count: Int = 3, trusts: Bool = true) throws {
        folder = home.folder.path + "-auditors"
        try HomeFolder.create(folder)
        for number in 1...count {
            let algorithm = number.isMultiple(of: 2) ? "ed25519" : "ecdsa"
            try expect(nil, "key", key(number), "--name", "auditor\(number).example", "--algorithm", algorithm)
        }
        try expect(
            nil, ["auditors", "--origin", "cloister.example/releases", "--output", file("set")] + members([1, 2, 3], threshold: 2))
        if trusts { try expect(nil, "trust", file("set"), "--home", home.folder.path) }
    }

    func file(_ name: String) -> String { "\(folder)/\(name)" }
    func key(_ number: Int) -> String { file("auditor\(number).key") }

    func members(_ numbers: [Int], threshold: Int) throws -> [String] {
        ["--threshold", "\(threshold)", "--assumed-bad", "0"]
            + (try numbers.flatMap { ["--auditor", try AuditorKeyTexts.text(ofKeyAt: key($0), name: "auditor\($0).example")] })
    }

    /// Runs `cloister release …` in the home; the reason it ends with, nil for success.
    func reason(_ arguments: [String]) throws -> String? {
        let takesHome = !["key", "auditors", "trust"].contains(arguments[0])
        let command = try Cloister.parseAsRoot(["release"] + arguments + (takesHome ? ["--home", home.folder.path] : []) + ["--quiet"])
        do {
            var command = command
            try command.run()
            return nil
        } catch {
            return CommandFailure(error)?.reason ?? "\(error)"
        }
    }

    func expect(_ reason: String?, _ arguments: String..., location: SourceLocation = #_sourceLocation) throws {
        try expect(reason, arguments, location: location)
    }

    func expect(_ reason: String?, _ arguments: [String], location: SourceLocation = #_sourceLocation) throws {
        #expect(try self.reason(arguments) == reason, sourceLocation: location)
    }

    /// Drafts a manifest, and lets auditors sign it.
    func release(_ name: String, _ more: String..., by numbers: [Int]) throws {
        try expect(nil, ["create", "--output", file(name), "--control", Self.software] + more)
        for number in numbers { try expect(nil, ["sign", file(name), "--key", key(number), "--yes"] + changeOption(more)) }
    }

    private func changeOption(_ more: [String]) -> [String] {
        more.firstIndex(of: "--change").map { ["--change", more[$0 + 1]] } ?? []
    }
}
