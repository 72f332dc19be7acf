import Foundation
import Testing
import Wire

/// The corpus of every fuzz target, without libFuzzer: what once was found, or makes a good start, is tried in every test run.
@Suite struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    private static func files(_ target: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder.appending(path: "Corpus/\(target)"), includingPropertiesForKeys: nil)
            .sorted { $0.path < $1.path }
    }

    /// Each input, each of its truncations, and each with one bit flipped in every byte. What is not refused has passed the target's own checks.
    @Test(arguments: FuzzTarget.all.map(\.name))
    func `[2][102] No input of the corpus traps`(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let files = try CorpusTests.files(name)
        #expect(!files.isEmpty)
        for file in files {
            let bytes = [UInt8](try Data(contentsOf: file))
            #expect(bytes.count <= target.longest, "\(file.lastPathComponent)")
            target.run(bytes)
            for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 256)) {
                target.run(Array(bytes.prefix(place)))
                var changed = bytes
                changed[place] ^= 1 << UInt8(place % 8)
                target.run(changed)
            }
        }
    }

    @Test func `Every folder of the corpus has a target, and the names are unique`() throws {
        let names = FuzzTarget.all.map(\.name)
        #expect(Set(names).count == names.count)
        let folders = try FileManager.default.contentsOfDirectory(atPath: CorpusTests.folder.appending(path: "Corpus").path)
        #expect(folders.sorted() == names.sorted())
    }

    /// `CLOISTER_WRITE_CORPUS=1 swift test --filter CorpusTests` writes the seeds anew from the session's vectors.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CLOISTER_WRITE_CORPUS"] != nil))
    func `Seeds are written on demand`() throws {
        let vectors = CorpusTests.folder.deletingLastPathComponent().appending(path: "AttestedSessionTests/Vectors")
        for file in try FileManager.default.contentsOfDirectory(at: vectors, includingPropertiesForKeys: nil) {
            var values: [String: [UInt8]] = [:]
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
                let parts = line.split(separator: ":").map { $0.trimmingCharacters(in: .whitespaces) }
                if parts.count == 2 { values[parts[0]] = [UInt8](hex: parts[1]) }
            }
            for (target, seed) in Seeds.of(values) {
                let folder = CorpusTests.folder.appending(path: "Corpus/\(target)")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try Data(seed).write(to: folder.appending(path: file.deletingPathExtension().lastPathComponent))
            }
        }
    }
}

/// What each target starts from, by the names of docs/spec/attested-session.md.
private enum Seeds {
    static func of(_ values: [String: [UInt8]]) -> [(target: String, seed: [UInt8])] {
        let plain = [
            ("hello", "m1"), ("offer", "m2"), ("initiator", "m2"), ("authentication", "m3"), ("accept", "m4"), ("credential", "credential"),
            ("record", "client-record-0"), ("call-header", "client-header"), ("call-status", "server-status"),
        ].compactMap { target, name in values[name].map { (target, $0) } }
        var seeds = plain
        if let hello = values["m1"], let authentication = values["m3"] {
            var writer = ByteWriter()
            writer.variable(hello)
            writer.fixed(authentication)
            seeds.append(("responder", writer.bytes))
        }
        if let identifier = values["session-id"], let th3 = values["th3"] {
            seeds.append(("accept-content", th3 + identifier + [0, 0, 14, 16]))
        }
        if let header = values["client-header"], header.count > 16 {
            var padded = ByteWriter()
            padded.u8(0)
            padded.variable(header)
            // Padmé of lengths between 64 and 128 is a multiple of 8.
            padded.fixed([UInt8](repeating: 0, count: (8 - (padded.bytes.count - 1) % 8) % 8))
            seeds.append(("record-plaintext", padded.bytes))
            var metadata = ByteWriter()
            metadata.array([("trace-bin", [1, 2, 3]), ("trace-bin", [])] as [(String, [UInt8])]) {
                $0.string($1.0)
                $0.variable($1.1)
            }
            seeds.append(("call-metadata", metadata.bytes))
        }
        var bundle = ByteWriter()
        for place in 0...2 { bundle.variable(values["client-record-\(place)"] ?? []) }
        seeds.append(("record-bundle", bundle.bytes))
        return seeds
    }
}
