import Crypto
public import Wire

/// A ledger's secrets: what its entries are sealed with, what signs its checkpoints, and one of the application above. Memory is wiped when the last copy goes.
public struct LedgerKeys: Sendable, CustomStringConvertible, CustomReflectable {
    /// The longest secret of an application, in bytes.
    public static let maximumApplicationSecretBytes = 4096

    private let secret: SymmetricKey
    private let signingKey: Curve25519.Signing.PrivateKey
    private let applicationSecret: SymmetricKey

    /// New keys; the application's secret is opaque here, and no key of an asset may follow from it.
    public init(applicationSecret: [UInt8]) throws(LedgerError) {
        guard (1...Self.maximumApplicationSecretBytes).contains(applicationSecret.count) else { throw .badKeys }
        secret = SymmetricKey(size: .bits256)
        signingKey = Curve25519.Signing.PrivateKey()
        self.applicationSecret = SymmetricKey(data: applicationSecret)
    }

    /// Lends the secret of the application that keeps the ledger.
    public func withApplicationSecret<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try applicationSecret.withUnsafeBytes(body)
    }

    /// The key that verifies the ledger's checkpoints.
    public func checkpointKey(origin: LedgerOrigin) throws(LedgerError) -> NoteKey {
        do throws(NoteError) {
            return try NoteKey(name: origin.name, ed25519: Array(signingKey.publicKey.rawRepresentation))
        } catch {
            throw LedgerError(error)
        }
    }

    /// Prints nothing secret.
    public var description: String { "LedgerKeys" }
    /// Shows nothing secret.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// The secret that seals the entries of one epoch: HMAC-SHA256(ledger secret, label ‖ origin ‖ epoch).
    func epochKey(origin: LedgerOrigin, epoch: UInt64) -> SymmetricKey {
        var writer = ByteWriter()
        writer.string("cloister/ledger-epoch/v1")
        writer.string(origin.name)
        writer.u64(epoch)
        var mac = HMAC<SHA256>(key: secret)
        mac.update(data: writer.bytes)
        return SymmetricKey(data: mac.finalize())
    }

    /// Signs a note's text: of a checkpoint, or of a recovery package.
    package func sign(_ text: String, as origin: LedgerOrigin) throws(LedgerError) -> SignedNote.Signature {
        let key = try checkpointKey(origin: origin)
        guard let signature = try? signingKey.signature(for: Array(text.utf8)) else { throw .badKeys }
        return SignedNote.Signature(name: key.name, keyID: key.keyID, bytes: Array(signature))
    }
}

extension LedgerKeys {
    private static let label = "cloister/ledger-keys/v1"
    /// The longest encoding, in bytes.
    static let maximumEncodedBytes = maximumApplicationSecretBytes + LedgerOrigin.maximumBytes + 256

    /// The keys' encoding, for a `KeySealer`, or for an envelope to a node that was appraised. The caller wipes it.
    package func encoded(origin: LedgerOrigin) -> [UInt8] {
        // Reserved in full, so that growth leaves no copies behind.
        var writer = ByteWriter(capacity: Self.maximumEncodedBytes)
        writer.string(Self.label)
        writer.string(origin.name)
        secret.withUnsafeBytes { writer.fixed($0) }
        writer.fixed(signingKey.rawRepresentation)
        applicationSecret.withUnsafeBytes { writer.variable($0) }
        return writer.bytes
    }

    /// Reads what `encoded(origin:)` wrote, for the same ledger.
    package init(encoded: [UInt8], origin: LedgerOrigin) throws(LedgerError) {
        do {
            var reader = ByteReader(encoded)
            guard try reader.string(atMost: 64) == Self.label else { throw LedgerError.badKeys }
            guard try reader.string(atMost: LedgerOrigin.maximumBytes) == origin.name else {
                throw LedgerError(.wrongOrigin, "The key file belongs to another ledger than \(origin).")
            }
            secret = SymmetricKey(data: try reader.fixed(32))
            signingKey = try Curve25519.Signing.PrivateKey(rawRepresentation: try reader.fixed(32))
            applicationSecret = SymmetricKey(data: try reader.variable(atMost: Self.maximumApplicationSecretBytes))
            try reader.finish()
            guard applicationSecret.bitCount > 0 else { throw LedgerError.badKeys }
        } catch let error as LedgerError {
            throw error
        } catch {
            throw .badKeys
        }
    }
}

extension LedgerError {
    fileprivate static let badKeys = LedgerError(.invalidKeyFile, "The ledger's keys are damaged.")
}
