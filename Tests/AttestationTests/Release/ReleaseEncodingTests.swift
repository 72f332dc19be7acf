import Testing
import Wire

@testable import Attestation

@Suite struct ReleaseEncodingTests {
    static let time: UInt64 = 1_790_000_000 + 2 * 86_400 + 5

    /// Whether the first manifest of the vectors is accepted in this form.
    static func accepts(_ bytes: [UInt8], _ fresh: ReleaseVerifier) -> Bool {
        var verifier = fresh
        do throws(ReleaseRefusal) {
            try verifier.accept(try ReleaseChain(bytes: bytes), at: 1_790_000_005)
            return true
        } catch {
            return false
        }
    }

    @Test func `[1][127] Every flipped bit of a signed manifest is refused`() throws {
        let note = try #require(try ReleaseVectorTests.steps().first).note.bytes
        let fresh = try ReleaseVerifier(pinned: ReleaseVectorTests.first(), profile: .strict)
        #expect(Self.accepts(note, fresh))
        for index in note.indices {
            for bit in 0..<8 {
                var bytes = note
                bytes[index] ^= 1 << bit
                #expect(!Self.accepts(bytes, fresh), "byte \(index), bit \(bit)")
            }
        }
    }

    @Test func `[2][127] Every truncation and extension of a signed manifest is refused`() throws {
        let note = try #require(try ReleaseVectorTests.steps().first).note.bytes
        let fresh = try ReleaseVerifier(pinned: ReleaseVectorTests.first(), profile: .strict)
        for length in note.indices { #expect(!Self.accepts(Array(note.prefix(length)), fresh), "\(length) bytes") }
        for suffix: [UInt8] in [[0], [10], [10, 10], [0x20], Array("x\n".utf8)] { #expect(!Self.accepts(note + suffix, fresh)) }
    }

    @Test func `[2] Every truncation of a chain is malformed, and so are bytes after it`() throws {
        let bytes = try ReleaseChain(Array(ReleaseVectorTests.steps().prefix(2))).wireBytes
        for length in bytes.indices { #expect(throws: ReleaseRefusal.self) { try ReleaseChain(bytes: Array(bytes.prefix(length))) } }
        #expect(throws: ReleaseRefusal(.malformed, "")) { try ReleaseChain(bytes: bytes + [0]) }
    }

    @Test func `[1] A flipped bit anywhere in a chain is refused or changes no word of it`() throws {
        let bytes = try ReleaseChain(Array(ReleaseVectorTests.steps().prefix(2))).wireBytes
        let fresh = try ReleaseVerifier(pinned: ReleaseVectorTests.first(), profile: .strict)
        for index in bytes.indices {
            var flipped = bytes
            flipped[index] ^= 1 << UInt8(index % 8)
            var verifier = fresh
            #expect(throws: ReleaseRefusal.self, "byte \(index)") {
                try verifier.accept(try ReleaseChain(bytes: flipped), at: Self.time)
            }
        }
    }

    @Test func `[100] What a chain claims to hold is never allocated, and its limits hold`() throws {
        var writer = ByteWriter()
        writer.string("cloister/release-chain/v1")
        for count: UInt32 in [257, .max] {
            var long = writer
            long.u32(count)
            #expect(throws: ReleaseRefusal(.malformed, "")) { try ReleaseChain(bytes: long.bytes) }
        }
        var note = writer
        note.u32(1)
        note.u32(.max)
        #expect(throws: ReleaseRefusal(.malformed, "")) { try ReleaseChain(bytes: note.bytes) }
        let step = try ReleaseVectorTests.steps()[0]
        #expect(throws: ReleaseRefusal(.malformed, "")) { try ReleaseChain(Array(repeating: step, count: ReleaseChain.maximumSteps + 1)) }
        #expect(throws: Never.self) { try ReleaseChain(Array(repeating: step, count: ReleaseChain.maximumSteps)) }
    }

    @Test func `A manifest has one spelling`() throws {
        let text = try ReleaseVectorTests.steps()[1].note.text
        #expect(throws: Never.self) { try ReleaseManifest(text: text) }
        let software = String(repeating: "01", count: 32)
        for (old, new) in [
            ("sequence 2", "sequence 02"), ("sequence 2", "sequence +2"), ("sequence 2", "sequence 0"), ("sequence 2", "sequence 2 "),
            ("sequence 2", "sequence  2"), ("sequence 2", "sequence 18446744073709551616"), ("set 1", "set 4294967296"), ("set 1", "set 0"),
            ("not-before 1790086400", "not-before 1790691200"), ("previous 61", "previous 6A"), ("previous 61", "previous "),
            ("control software-tee:\(software)", "control software-tee:\(String(repeating: "04", count: 32))"),
            ("control software-tee:01", "control SOFTWARE-tee:01"),
            ("revoked software-tee:\(String(repeating: "02", count: 32))", "revoked software-tee:\(software)"),
            ("minimum-security-version 3", "minimum-security-version -1"),
            ("minimum-security-version 3\n", ""), ("origin cloister.example", "origin cloister example"), ("v1\n", "v2\n"),
            ("v1\n", "v1\r\n"), ("set 1\n", "set 1\nset 1\n"), ("revoked ", "other "), ("executor ", "control "),
            ("control-configuration 06", "control-configuration 6"), ("revoked ", "\u{200b}revoked "),
            ("control software-tee:\(software)", "control software-tee:\(String(repeating: "00", count: 32))"),
        ] {
            let changed = text.replacing(old, with: new)
            #expect(changed != text, "\(old)")
            #expect(throws: ReleaseRefusal(.malformed, ""), "\(old) → \(new)") { try Self.manifest(changed) }
        }
        #expect(throws: ReleaseRefusal(.malformed, "")) { try ReleaseManifest(text: text + "\n") }
        #expect(throws: ReleaseRefusal(.malformed, "")) { try ReleaseManifest(text: String(text.dropLast())) }
        #expect(throws: ReleaseRefusal(.malformed, "")) { try ReleaseManifest(text: "") }
    }

    private static func manifest(_ text: String) throws(ReleaseRefusal) -> ReleaseManifest { try ReleaseManifest(text: text) }

    @Test func `A set and a change of sets have one spelling`() throws {
        let set = try ReleaseVectorTests.first().text
        let lines = set.split(separator: "\n").map(String.init)
        for changed in [
            set.replacing("threshold 2", with: "threshold 02"), set.replacing("set 1", with: "set 0"), set + "\n", String(set.dropLast()),
            set.replacing("assumed-bad 0\n", with: ""), (lines[0..<5] + [lines[6], lines[5], lines[7]]).joined(separator: "\n") + "\n",
            (lines[0..<6] + [lines[5]]).joined(separator: "\n") + "\n", set.replacing("+f857ae4e", with: "+f857ae4f"),
            set.replacing("threshold 2", with: "threshold 18446744073709551615"),
            set.replacing("threshold 2", with: "threshold 9223372036854775807"),
        ] {
            #expect(throws: ReleaseRefusal(.malformed, ""), "\(changed)") { try AuditorSet(text: changed) }
        }
        let change = try ReleaseVectorTests.steps()[2].note.text
        #expect(throws: Never.self) { try AuditorSetChange(text: change) }
        for (old, new) in [
            ("last-manifest 2 ", "last-manifest 0 "), ("last-manifest 2 ", "last-manifest 2  "), ("last-manifest 2 ", "last-manifest "),
            ("previous-set 44", "previous-set "), ("auditor-set-change/v1", "auditor-set-change/v2"), ("auditor-set/v1", "auditor-set/v0"),
        ] {
            #expect(throws: ReleaseRefusal(.malformed, ""), "\(old)") { try AuditorSetChange(text: change.replacing(old, with: new)) }
        }
    }

    @Test func `The reasons of refusals are those of the page`() {
        #expect(Set(ReleaseRefusal.Code.allCases.map(\.rawValue)).count == ReleaseRefusal.Code.allCases.count)
        #expect(ReleaseRefusal.Code.allCases.allSatisfy { $0.rawValue.allSatisfy { $0.isUppercase || $0 == "_" } })
    }
}
