import Crypto
import Foundation
import Testing
import Wire

@testable import Attestation

/// The vectors of docs/spec/releases.md, which `scripts/release_vectors.py` wrote with openssl and no code of ours.
@Suite struct ReleaseVectorTests {
    static func sections() throws -> [String: String] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Vectors/releases.txt")
        var sections: [String: String] = [:]
        var name = ""
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix(">>> ") {
                name = String(line.dropFirst(4))
            } else {
                sections[name, default: ""] += line + "\n"
            }
        }
        return sections
    }

    static func steps() throws -> [ReleaseStep] {
        let sections = try sections()
        return try ["manifest 1", "manifest 2", "change", "manifest 2/1"].map {
            try ReleaseStep(Array(try #require(sections[$0]).utf8))
        }
    }

    static func first() throws -> AuditorSet { try AuditorSet(text: try #require(sections()["set 1"])) }

    static func digests() throws -> [String: String] {
        let lines = try #require(try sections()["digests"]).split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        return Dictionary(uniqueKeysWithValues: lines.map { ($0[0], $0[1]) })
    }

    @Test func `Every text is read, and written again to the byte`() throws {
        let sections = try Self.sections()
        let digests = try Self.digests()
        for version in 1...2 {
            let set = try AuditorSet(text: try #require(sections["set \(version)"]))
            #expect(set.text == sections["set \(version)"])
            #expect(set.digest.hex == digests["set-\(version)"])
        }
        #expect(try Self.first() == (try Releases.set()))
        for (step, name) in zip(try Self.steps(), ["manifest 1", "manifest 2", "change", "manifest 2/1"]) {
            #expect(step.note.bytes == Array(try #require(sections[name]).utf8))
            switch step.content {
            case .manifest(let manifest):
                #expect(manifest.text == step.note.text)
                #expect(manifest.digest.hex == digests[name.replacing(" ", with: "-", maxReplacements: 1)])
            case .change(let change): #expect(change.text == step.note.text)
            }
        }
    }

    @Test func `The chain is accepted from the first set on, and its encodings have the digests of the page`() throws {
        let chain = try ReleaseChain(Self.steps())
        #expect(SHA256.hash(data: chain.wireBytes).hexText == (try Self.digests()["chain"]))
        #expect(try ReleaseChain(bytes: chain.wireBytes) == chain)
        var verifier = try ReleaseVerifier(pinned: Self.first(), profile: .strict)
        try verifier.accept(chain, at: 1_790_000_000 + 2 * 86_400 + 5)
        #expect(SHA256.hash(data: verifier.memory.encoded).hexText == (try Self.digests()["memory"]))
        let manifest = try verifier.inForce(at: 1_790_000_000 + 2 * 86_400 + 5)
        #expect(manifest.head.digest.hex == (try Self.digests()["manifest-2/1"]))
    }

    @Test func `Ed25519 signatures are those that openssl makes`() throws {
        let notes = try Self.steps().map(\.note)
        for (note, number) in [(notes[0], 2), (notes[1], 2), (notes[2], 4), (notes[3], 4)] as [(SignedNote, UInt8)] {
            #expect(note.signatures.contains(try Auditor(number).key.sign(note.text)))
        }
    }
}

extension Digest {
    fileprivate var hexText: String { Array(self).hex }
}
