import Crypto

/// An Ed25519 key that verifies C2SP signed notes.
public struct NoteKey: Hashable, Sendable, CustomStringConvertible {
    /// The key's name; a ledger's key is named like its origin.
    public let name: String
    /// The Ed25519 public key: 32 bytes.
    public let publicKey: [UInt8]
    /// The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key).
    public let keyID: UInt32

    /// A key from its name and 32 bytes.
    public init(name: String, publicKey: [UInt8]) throws(LedgerError) {
        guard Self.isName(Array(name.utf8)), publicKey.count == 32 else { throw .notAKey }
        self.name = name
        self.publicKey = publicKey
        let digest = SHA256.hash(data: Array(name.utf8) + [SignedNote.newline, Self.ed25519] + publicKey)
        keyID = digest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }

    /// Reads the textual form `name+hexadecimal key id+base64 key`.
    public init(verifierKey text: String) throws(LedgerError) {
        let parts = Array(text.utf8).split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let key = Base64.decode(parts[2]), key.first == Self.ed25519 else { throw .notAKey }
        try self.init(name: String(decoding: parts[0], as: UTF8.self), publicKey: Array(key.dropFirst()))
        guard description == text else { throw .notAKey }
    }

    /// The textual form, as in `init(verifierKey:)`.
    public var description: String {
        let digits = String(keyID, radix: 16)
        return "\(name)+\(String(repeating: "0", count: 8 - digits.count))\(digits)+\(Base64.encode([Self.ed25519] + publicKey))"
    }

    /// Checks that the note carries exactly one signature of this key, and that it is valid.
    public func verify(_ note: SignedNote) throws(LedgerError) {
        let own = note.signatures.filter { $0.name == name && $0.keyID == keyID }
        guard let signature = own.first, own.count == 1 else {
            throw LedgerError(.unverifiedNote, "The note is not signed, or signed twice, by the key \(name).")
        }
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey),
            key.isValidSignature(signature.bytes, for: Array(note.text.utf8))
        else {
            throw LedgerError(.unverifiedNote, "The note's signature by the key \(name) is wrong.")
        }
    }

    static let ed25519: UInt8 = 1

    // Not empty, valid UTF-8, no white space, no plus sign.
    static func isName(_ bytes: some Collection<UInt8>) -> Bool {
        guard let name = String(validating: bytes, as: UTF8.self), !name.isEmpty else { return false }
        return name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value >= 0x20 && $0 != "+" }
    }
}

extension LedgerError {
    fileprivate static let notAKey = LedgerError(.invalidNote, "The text is not an Ed25519 verifier key of a signed note.")
}
