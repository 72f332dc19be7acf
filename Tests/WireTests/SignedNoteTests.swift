import Testing

@testable import Wire

@Suite struct SignedNoteTests {
    // The example of Go's golang.org/x/mod/sumdb/note, which C2SP signed-note describes.
    static let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    static let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let line = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    static let note = Array("\(text)\n\(line)".utf8)

    @Test func `The published note verifies under the published key`() throws {
        let key = try NoteKey(verifierKey: Self.key)
        #expect(key.description == Self.key)
        #expect(key.name == "PeterNeumann")
        let note = try SignedNote(Self.note)
        #expect(note.text == Self.text)
        #expect(note.bytes == Self.note)
        #expect(throws: Never.self) { try key.verify(note) }
    }

    @Test func `A note with any byte changed never verifies`() throws {
        let key = try NoteKey(verifierKey: Self.key)
        for index in Self.note.indices {
            for bit in 0..<8 {
                var bytes = Self.note
                bytes[index] ^= 1 << bit
                #expect(throws: NoteError.self) { try key.verify(SignedNote(bytes)) }
            }
        }
    }

    @Test func `A truncated or extended note is refused`() throws {
        let key = try NoteKey(verifierKey: Self.key)
        for length in 0..<Self.note.count {
            #expect(throws: NoteError.self) { try key.verify(SignedNote(Array(Self.note.prefix(length)))) }
        }
        for suffix in ["\n", " ", "x\n", "\u{2014} \n", "\u{2014} a b\n", Self.line] {
            #expect(throws: NoteError.self) { try key.verify(SignedNote(Self.note + Array(suffix.utf8))) }
        }
    }

    @Test func `Signatures of other keys are kept and do not help`() throws {
        let foreign = "\u{2014} witness.example/w1 \(Base64.encode([1, 2, 3, 4] + [UInt8](repeating: 9, count: 72)))\n"
        let both = try SignedNote(Array("\(Self.text)\n\(foreign)\(Self.line)".utf8))
        #expect(both.signatures.map(\.name) == ["witness.example/w1", "PeterNeumann"])
        #expect(throws: Never.self) { try NoteKey(verifierKey: Self.key).verify(both) }
        let alone = try SignedNote(Array("\(Self.text)\n\(foreign)".utf8))
        #expect(throws: NoteError(.unverified, "")) { try NoteKey(verifierKey: Self.key).verify(alone) }
    }

    @Test func `A note of too many signatures or too many bytes is refused`() {
        let many = Self.text + "\n" + String(repeating: Self.line, count: SignedNote.maximumSignatures + 1)
        #expect(throws: NoteError(.malformed, "")) { try SignedNote(Array(many.utf8)) }
        let long = String(repeating: "x", count: SignedNote.maximumBytes) + Self.text + "\n" + Self.line
        #expect(throws: NoteError(.malformed, "")) { try SignedNote(Array(long.utf8)) }
    }

    @Test(arguments: [
        "", "PeterNeumann", "PeterNeumann+c74f20a3", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "PeterNeumann+c74f20a3+ARpc2QcUPDhM",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ])
    func `A malformed verifier key is refused`(text: String) {
        #expect(throws: NoteError(.invalidKey, "")) { try NoteKey(verifierKey: text) }
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `Base64 is that of RFC 4648`(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded.utf8) == Array(plain.utf8))
    }

    @Test(arguments: ["Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "Z===", "====", "Zm9v\n", "Zm-v", "=Zm9"])
    func `Base64 of any other form is refused`(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }
}
