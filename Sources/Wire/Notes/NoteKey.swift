import Crypto

/// A key that verifies C2SP signed notes: Ed25519, or ECDSA over P-256.
public struct NoteKey: Hashable, Sendable, CustomStringConvertible {
    /// A signature type of C2SP signed-note.
    public enum Algorithm: UInt8, Hashable, Sendable {
        /// Ed25519 (RFC 8032); the public key is 32 bytes.
        case ed25519 = 1
        /// ECDSA over P-256 with SHA-256, signatures in DER; the public key is its SubjectPublicKeyInfo in DER, 91 bytes.
        case ecdsa = 2
    }

    /// The longest name, in bytes.
    public static let maximumNameBytes = 255

    /// The key's name; a ledger's key is named like its origin.
    public let name: String
    /// How it signs.
    public let algorithm: Algorithm
    /// The public key in the form of its algorithm. Keys are distinct when these bytes are, whatever their names.
    public let publicKey: [UInt8]
    /// The four bytes in signature lines: of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key) for Ed25519, of SHA-256(public key) for ECDSA.
    public let keyID: UInt32

    /// An Ed25519 key from its name and 32 bytes.
    public init(name: String, ed25519 publicKey: [UInt8]) throws(NoteError) {
        guard (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil else { throw .notAKey }
        try self.init(name: name, .ed25519, publicKey)
    }

    /// A P-256 key from its name and the DER of its SubjectPublicKeyInfo, with the point uncompressed.
    public init(name: String, ecdsa publicKey: [UInt8]) throws(NoteError) {
        guard let key = try? P256.Signing.PublicKey(derRepresentation: publicKey), Array(key.derRepresentation) == publicKey else {
            throw .notAKey
        }
        try self.init(name: name, .ecdsa, publicKey)
    }

    private init(name: String, _ algorithm: Algorithm, _ publicKey: [UInt8]) throws(NoteError) {
        guard Self.isName(Array(name.utf8)) else { throw .notAKey }
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        let named = algorithm == .ed25519 ? Array(name.utf8) + [SignedNote.newline, algorithm.rawValue] : []
        keyID = SHA256.hash(data: named + publicKey).prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }

    /// Reads the textual form `name+hexadecimal key id+base64 key`.
    public init(verifierKey text: String) throws(NoteError) {
        let parts = Array(text.utf8).split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let name = String(validating: parts[0], as: UTF8.self), let key = Base64.decode(parts[2]),
            let algorithm = key.first.flatMap(Algorithm.init)
        else { throw .notAKey }
        switch algorithm {
        case .ed25519: try self.init(name: name, ed25519: Array(key.dropFirst()))
        case .ecdsa: try self.init(name: name, ecdsa: Array(key.dropFirst()))
        }
        guard description.utf8.elementsEqual(text.utf8) else { throw .notAKey }
    }

    /// The textual form, as in `init(verifierKey:)`.
    public var description: String {
        "\(name)+\(SignedNote.bigEndian(keyID).hex)+\(Base64.encode([algorithm.rawValue] + publicKey))"
    }

    /// Checks that the note carries exactly one signature of this key, and that it is valid.
    public func verify(_ note: SignedNote) throws(NoteError) {
        let own = note.signatures.filter(isNamed)
        guard let signature = own.first, own.count == 1 else {
            throw NoteError(.unverified, "the note is not signed, or signed twice, by the key \(name)")
        }
        try verify(signature, of: note)
    }

    /// Whether the signature line says that it is of this key.
    func isNamed(by signature: SignedNote.Signature) -> Bool {
        signature.keyID == keyID && signature.name.utf8.elementsEqual(name.utf8)
    }

    /// Checks one signature line.
    func verify(_ signature: SignedNote.Signature, of note: SignedNote) throws(NoteError) {
        guard holds(signature.bytes, for: Array(note.text.utf8)) else {
            throw NoteError(.unverified, "the note's signature by the key \(name) is wrong")
        }
    }

    private func holds(_ signature: [UInt8], for text: [UInt8]) -> Bool {
        switch algorithm {
        case .ed25519:
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
            return key.isValidSignature(signature, for: text)
        case .ecdsa:
            guard let key = try? P256.Signing.PublicKey(derRepresentation: publicKey),
                let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: text)
        }
    }

    // Not empty, valid UTF-8, no white space, no control characters, no plus sign.
    static func isName(_ bytes: some Collection<UInt8>) -> Bool {
        guard (1...maximumNameBytes).contains(bytes.count), let name = String(validating: bytes, as: UTF8.self) else { return false }
        return name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value >= 0x20 && $0 != "+" }
    }
}

extension NoteError {
    fileprivate static let notAKey = NoteError(.invalidKey, "the text is not an Ed25519 or P-256 verifier key of a signed note")
}
