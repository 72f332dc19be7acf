import Crypto

/// A secret key that signs notes under a name.
public struct NoteSigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    private enum Secret: Sendable {
        case ed25519(Curve25519.Signing.PrivateKey)
        case ecdsa(P256.Signing.PrivateKey)
    }

    private let secret: Secret
    /// What verifies its signatures.
    public let verifier: NoteKey

    /// A new key.
    public init(name: String, algorithm: NoteKey.Algorithm) throws(NoteError) {
        switch algorithm {
        case .ed25519: try self.init(name: name, .ed25519(Curve25519.Signing.PrivateKey()))
        case .ecdsa: try self.init(name: name, .ecdsa(P256.Signing.PrivateKey()))
        }
    }

    /// The key of 32 secret bytes.
    public init(name: String, algorithm: NoteKey.Algorithm, rawRepresentation: [UInt8]) throws(NoteError) {
        let key: Secret
        do {
            switch algorithm {
            case .ed25519: key = .ed25519(try Curve25519.Signing.PrivateKey(rawRepresentation: rawRepresentation))
            case .ecdsa: key = .ecdsa(try P256.Signing.PrivateKey(rawRepresentation: rawRepresentation))
            }
        } catch {
            throw NoteError(.invalidKey, "the bytes are no secret key that signs notes")
        }
        try self.init(name: name, key)
    }

    private init(name: String, _ secret: Secret) throws(NoteError) {
        self.secret = secret
        switch secret {
        case .ed25519(let key): verifier = try NoteKey(name: name, ed25519: Array(key.publicKey.rawRepresentation))
        case .ecdsa(let key): verifier = try NoteKey(name: name, ecdsa: Array(key.publicKey.derRepresentation))
        }
    }

    /// Signs a note's text.
    public func sign(_ text: String) throws(NoteError) -> SignedNote.Signature {
        let bytes: [UInt8]
        do {
            switch secret {
            case .ed25519(let key): bytes = Array(try key.signature(for: Array(text.utf8)))
            case .ecdsa(let key): bytes = Array(try key.signature(for: Array(text.utf8)).derRepresentation)
            }
        } catch {
            throw NoteError(.invalidKey, "the key does not sign")
        }
        return SignedNote.Signature(name: verifier.name, keyID: verifier.keyID, bytes: bytes)
    }

    /// Lends the 32 secret bytes, to be kept in a file that nobody else can read.
    public func withUnsafeRawRepresentation<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        switch secret {
        case .ed25519(let key): try key.rawRepresentation.withUnsafeBytes(body)
        case .ecdsa(let key): try key.rawRepresentation.withUnsafeBytes(body)
        }
    }

    /// Prints nothing secret.
    public var description: String { "NoteSigningKey(\(verifier.name))" }
    /// Shows nothing secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
