import Testing
import Wire

@Suite struct CosignatureTests {
    // docs/spec/witness.md, "Test vectors"; made with an independent implementation in Python.
    static let key = "witness.example/w1+201796ae+BMaCJjfH0xDsV2J74AuiWdJTdJ9Kr2REcM/75To19zJC"
    static let text = "cloister.example/ledger/1\n2\nVOd4MxwRU8CuED+CjJQn+141IAEZfoS0ycbLPoTP7gU=\n"
    static let line =
        "\u{2014} witness.example/w1 IBeWrgAAAABrSdIA9VMP6hb3kbVNP8uP/sSWJi666lO3FaHZXw1SUIrfCIM7PcGChRla48HjEYsxfVUsgE0UyYsFbGsdc0Xy1k/cBw==\n"

    static func signing(_ byte: UInt8 = 0x55) throws -> CosignerSigningKey {
        try CosignerSigningKey(name: "witness.example/w1", rawRepresentation: [UInt8](repeating: byte, count: 32))
    }

    static func note(_ lines: String) throws -> SignedNote { try SignedNote(Array((text + "\n" + lines).utf8)) }

    @Test func `Key, cosignature and time of an independent implementation`() throws {
        let key = try CosignerKey(verifierKey: Self.key)
        #expect(try Self.signing().verifier == key)
        #expect(key.keyID == 0x2017_96ae)
        #expect(try key.cosignatureTime(of: Self.note(Self.line)) == 1_800_000_000)
    }

    @Test func `What is cosigned verifies, and binds text and time`() throws {
        let secret = try Self.signing()
        let note = try Self.note(Self.line)
        let signature = try secret.cosign(note.text, at: 7)
        let one = try Self.note(signature.line)
        #expect(try secret.verifier.cosignatureTime(of: one) == 7)
    }

    @Test(arguments: 0..<76)
    func `[43] A cosignature with any byte changed is refused`(index: Int) throws {
        let signature = try #require(try Self.note(Self.line).signatures.first)
        var value = [UInt8(0x20), 0x17, 0x96, 0xae] + signature.bytes
        value[index] ^= 0x01
        let line = "\u{2014} witness.example/w1 \(Base64.encode(value))\n"
        let key = try CosignerKey(verifierKey: Self.key)
        #expect(throws: NoteError.self) { try key.cosignatureTime(of: Self.note(line)) }
    }

    @Test func `[43] None, two, a short one, a time beyond the limit and another text are refused`() throws {
        let key = try CosignerKey(verifierKey: Self.key)
        let own = "\u{2014} cloister.example/ledger/1 AAAAAAAA\n"
        #expect(throws: NoteError.self) { try key.cosignatureTime(of: Self.note(own)) }
        #expect(throws: NoteError.self) { try key.cosignatureTime(of: Self.note(Self.line + Self.line)) }
        let signature = try #require(try Self.note(Self.line).signatures.first)
        let short = "\u{2014} witness.example/w1 \(Base64.encode([0x20, 0x17, 0x96, 0xae] + signature.bytes.dropLast()))\n"
        #expect(throws: NoteError.self) { try key.cosignatureTime(of: Self.note(short)) }
        #expect(throws: NoteError.self) { try Self.signing().cosign(Self.text, at: 1 << 63) }
        let other = try SignedNote(Array(("x" + Self.text + "\n" + Self.line).utf8))
        #expect(throws: NoteError.self) { try key.cosignatureTime(of: other) }
    }

    @Test(arguments: [
        "", "witness.example/w1", "witness.example/w1+201796af+BMaCJjfH0xDsV2J74AuiWdJTdJ9Kr2REcM/75To19zJC",
        "witness.example/w2+201796ae+BMaCJjfH0xDsV2J74AuiWdJTdJ9Kr2REcM/75To19zJC",
        "witness.example/w1+201796ae+AcaCJjfH0xDsV2J74AuiWdJTdJ9Kr2REcM/75To19zJC",
        "witness.example/w1+201796ae+BMaCJjfH0xDsV2J74AuiWdJTdJ9Kr2REcM/75To19zI=",
    ])
    func `A text that is no verifier key is refused`(text: String) {
        #expect(throws: NoteError.self) { try CosignerKey(verifierKey: text) }
    }
}
