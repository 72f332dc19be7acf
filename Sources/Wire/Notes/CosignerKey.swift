import Crypto

/// A key that verifies the cosignatures of a witness: C2SP tlog-cosignature, version 1, by Ed25519.
public struct CosignerKey: Hashable, Sendable, CustomStringConvertible {
    /// The signature type of C2SP signed-note.
    static let signatureType: UInt8 = 4
    /// The latest time that a cosignature may have, in seconds since 1970.
    package static let maximumTime = UInt64(Int64.max)

    /// The witness's name.
    public let name: String
    /// The 32 bytes of the public key. Witnesses are distinct when these are, whatever their names.
    public let publicKey: [UInt8]
    /// The four bytes in signature lines: of SHA-256(name ‖ 0x0A ‖ 0x04 ‖ public key).
    public let keyID: UInt32

    /// A key from its witness's name and 32 bytes.
    public init(name: String, publicKey: [UInt8]) throws(NoteError) {
        guard NoteKey.isName(Array(name.utf8)), (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil else {
            throw .notACosigner
        }
        self.name = name
        self.publicKey = publicKey
        let named = Array(name.utf8) + [SignedNote.newline, Self.signatureType] + publicKey
        keyID = SHA256.hash(data: named).prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }

    /// Reads the textual form `name+hexadecimal key id+base64 key`.
    public init(verifierKey text: String) throws(NoteError) {
        let parts = Array(text.utf8).split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let name = String(validating: parts[0], as: UTF8.self), let key = Base64.decode(parts[2]),
            key.first == Self.signatureType
        else { throw .notACosigner }
        try self.init(name: name, publicKey: Array(key.dropFirst()))
        guard description.utf8.elementsEqual(text.utf8) else { throw .notACosigner }
    }

    /// The textual form, as in `init(verifierKey:)`.
    public var description: String {
        "\(name)+\(SignedNote.bigEndian(keyID).hex)+\(Base64.encode([Self.signatureType] + publicKey))"
    }

    /// Whether the note has a signature line that says it is of this key.
    public func isNamed(in note: SignedNote) -> Bool { note.signatures.contains(where: names) }

    /// The time of the one cosignature that the note carries by this key, in seconds since 1970.
    public func cosignatureTime(of note: SignedNote) throws(NoteError) -> UInt64 {
        let own = note.signatures.filter(names)
        guard let signature = own.first, own.count == 1 else {
            throw NoteError(.unverified, "the checkpoint is not cosigned, or cosigned twice, by \(name)")
        }
        guard signature.bytes.count == 8 + 64 else { throw wrong }
        let time = signature.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard time <= Self.maximumTime, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey),
            key.isValidSignature(Array(signature.bytes.dropFirst(8)), for: Self.message(note.text, at: time))
        else { throw wrong }
        return time
    }

    /// What is signed.
    static func message(_ text: String, at time: UInt64) -> [UInt8] { Array("cosignature/v1\ntime \(time)\n\(text)".utf8) }

    private func names(_ signature: SignedNote.Signature) -> Bool {
        signature.keyID == keyID && signature.name.utf8.elementsEqual(name.utf8)
    }

    private var wrong: NoteError { NoteError(.unverified, "the cosignature by \(name) is wrong") }
}

extension NoteError {
    fileprivate static let notACosigner = NoteError(.invalidKey, "the text is not the verifier key of a witness that cosigns with Ed25519")
}
