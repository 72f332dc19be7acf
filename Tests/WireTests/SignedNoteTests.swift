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

    // A checkpoint of Sigstore's public log, as transparency-dev/formats has it in its tests.
    static let publicLog =
        "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l"
        + "+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc="
    static let publicNote =
        "Rekor\n798034\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n\n\u{2014} rekor.sigstore.dev "
        + "wNI9ajBEAiARInWIWyCdyG27CO6LPnPekyw20qO0YJfoaPaowGp/XgIgc+qEHS3+GKVClgqq20uDLet7MCoTURUCRdxwWBHHufk=\n"

    @Test func `A published note of a P-256 key verifies under the published key`() throws {
        let key = try NoteKey(verifierKey: Self.publicLog)
        #expect(key.algorithm == .ecdsa && key.description == Self.publicLog)
        let note = try SignedNote(Array(Self.publicNote.utf8))
        #expect(throws: Never.self) { try key.verify(note) }
        #expect(try note.signers(among: [key]) == [key.publicKey])
        for index in Self.publicNote.utf8.indices {
            var bytes = Array(Self.publicNote.utf8)
            bytes[Self.publicNote.utf8.distance(from: Self.publicNote.startIndex, to: index)] ^= 4
            #expect(throws: NoteError.self) { try key.verify(SignedNote(bytes)) }
        }
    }

    @Test(arguments: [NoteKey.Algorithm.ed25519, .ecdsa])
    func `What a key signs, its public half verifies, and no other`(algorithm: NoteKey.Algorithm) throws {
        let key = try NoteSigningKey(name: "a.example", algorithm: algorithm)
        let other = try NoteSigningKey(name: "a.example", algorithm: algorithm)
        let note = try SignedNote(SignedNote(text: "text\n", signatures: [key.sign("text\n")]).bytes)
        #expect(try note.signers(among: [key.verifier, other.verifier]) == [key.verifier.publicKey])
        #expect(throws: NoteError(.unverified, "")) { try other.verifier.verify(note) }
        #expect(try NoteKey(verifierKey: key.verifier.description) == key.verifier)
        let copy = try key.withUnsafeRawRepresentation {
            try NoteSigningKey(name: "a.example", algorithm: algorithm, rawRepresentation: Array($0))
        }
        #expect(copy.verifier == key.verifier)
        #expect("\(key)" == "NoteSigningKey(a.example)" && Mirror(reflecting: key).children.isEmpty)
    }

    @Test func `Signers are counted by public key, never by line`() throws {
        let one = try NoteSigningKey(name: "a.example", algorithm: .ecdsa)
        let two = try NoteSigningKey(name: "b.example", algorithm: .ed25519)
        let alias = try NoteKey(name: "c.example", ecdsa: one.verifier.publicKey)
        let text = "text\n"
        let lines = try [one, one, one].map { try $0.sign(text) }
        let note = SignedNote(text: text, signatures: lines)
        #expect(Set(note.signatures.map(\.bytes)).count == 3)
        #expect(try note.signers(among: [one.verifier, alias, two.verifier]).count == 1)
        #expect(try note.adding(two.sign(text)).signers(among: [one.verifier, two.verifier]).count == 2)
        // A line of the alias counts for the key behind it.
        let borrowed = SignedNote.Signature(name: "c.example", keyID: alias.keyID, bytes: try one.sign(text).bytes)
        #expect(try note.adding(borrowed).signers(among: [one.verifier, alias]).count == 1)
        let wrong = SignedNote.Signature(name: "b.example", keyID: two.verifier.keyID, bytes: lines[0].bytes)
        #expect(throws: NoteError(.unverified, "")) { try note.adding(wrong).signers(among: [one.verifier, two.verifier]) }
    }

    @Test(arguments: [
        "rekor.sigstore.dev+c0d23d6b+", "rekor.sigstore.dev+c0d23d6a+AzBZ", "+c0d23d6a+", String(repeating: "n", count: 256) + "+c0d23d6a+",
    ])
    func `A malformed P-256 verifier key is refused`(head: String) {
        let key = Self.publicLog.split(separator: "+", maxSplits: 2)[2]
        #expect(throws: NoteError(.invalidKey, "")) { try NoteKey(verifierKey: head + key) }
    }

    @Test func `A P-256 key has one form`() throws {
        let key = try NoteSigningKey(name: "a.example", algorithm: .ecdsa).verifier.publicKey
        for bytes in [Array(key.dropLast()), key + [0], Array(key.dropFirst(26)), [UInt8](repeating: 0, count: 91), []] {
            #expect(throws: NoteError(.invalidKey, "")) { try NoteKey(name: "a.example", ecdsa: bytes) }
        }
        // The same point, compressed.
        let compressed = Array(key.prefix(24)).enumerated().map { $0 == 1 ? 0x39 : $1 } + [0x22, 0, 2 + key[90] % 2] + key[27..<59]
        #expect(throws: NoteError(.invalidKey, "")) { try NoteKey(name: "a.example", ecdsa: compressed) }
    }
}
