import Crypto

/// The secret key of a witness.
public struct CosignerSigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    private let secret: Curve25519.Signing.PrivateKey
    /// What verifies its cosignatures.
    public let verifier: CosignerKey

    /// A new key.
    public init(name: String) throws(NoteError) { try self.init(name: name, Curve25519.Signing.PrivateKey()) }

    /// The key of 32 secret bytes.
    public init(name: String, rawRepresentation: [UInt8]) throws(NoteError) {
        guard let secret = try? Curve25519.Signing.PrivateKey(rawRepresentation: rawRepresentation) else {
            throw NoteError(.invalidKey, "the bytes are no secret key of a witness")
        }
        try self.init(name: name, secret)
    }

    private init(name: String, _ secret: Curve25519.Signing.PrivateKey) throws(NoteError) {
        self.secret = secret
        verifier = try CosignerKey(name: name, publicKey: Array(secret.publicKey.rawRepresentation))
    }

    /// Cosigns a checkpoint's text with a time in seconds since 1970.
    public func cosign(_ text: String, at time: UInt64) throws(NoteError) -> SignedNote.Signature {
        guard time <= CosignerKey.maximumTime, let signature = try? secret.signature(for: CosignerKey.message(text, at: time)) else {
            throw NoteError(.invalidKey, "the key does not sign")
        }
        let bytes = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: time >> UInt64($0)) } + Array(signature)
        return SignedNote.Signature(name: verifier.name, keyID: verifier.keyID, bytes: bytes)
    }

    /// Lends the 32 secret bytes, to be kept in a file that nobody else can read.
    public func withUnsafeRawRepresentation<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try secret.rawRepresentation.withUnsafeBytes(body)
    }

    /// Prints nothing secret.
    public var description: String { "CosignerSigningKey(\(verifier.name))" }
    /// Shows nothing secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
