import Crypto
public import Wire

/// A ledger's secrets: what its entries are sealed with, what signs its checkpoints, and the seed of its recipient key. Memory is wiped when the last copy goes.
public struct LedgerKeys: Sendable, CustomStringConvertible, CustomReflectable {
    /// The longest recipient seed, in bytes.
    public static let maximumRecipientSeedBytes = 4096

    private let secret: SymmetricKey
    private let signingKey: Curve25519.Signing.PrivateKey
    private let recipientSeed: SymmetricKey

    /// New keys; the seed of the recipient key comes from its own library and is opaque here.
    public init(recipientSeed: [UInt8]) throws(LedgerError) {
        guard (1...Self.maximumRecipientSeedBytes).contains(recipientSeed.count) else { throw .badKeys }
        secret = SymmetricKey(size: .bits256)
        signingKey = Curve25519.Signing.PrivateKey()
        self.recipientSeed = SymmetricKey(data: recipientSeed)
    }

    /// Lends the seed of the ledger's recipient key, to which parties wrap their asset keys.
    public func withRecipientSeed<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try recipientSeed.withUnsafeBytes(body)
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

    /// Signs a note's text.
    func sign(_ text: String, as origin: LedgerOrigin) throws(LedgerError) -> SignedNote.Signature {
        let key = try checkpointKey(origin: origin)
        guard let signature = try? signingKey.signature(for: Array(text.utf8)) else { throw .badKeys }
        return SignedNote.Signature(name: key.name, keyID: key.keyID, bytes: Array(signature))
    }
}

extension LedgerKeys {
    private static let label = "cloister/ledger-keys/v1"
    /// The longest encoding, in bytes.
    static let maximumEncodedBytes = maximumRecipientSeedBytes + LedgerOrigin.maximumBytes + 256

    /// The keys' encoding, for a `KeySealer` only. The caller wipes it.
    func encoded(origin: LedgerOrigin) -> [UInt8] {
        // Reserved in full, so that growth leaves no copies behind.
        var writer = ByteWriter(capacity: Self.maximumEncodedBytes)
        writer.string(Self.label)
        writer.string(origin.name)
        secret.withUnsafeBytes { writer.fixed($0) }
        writer.fixed(signingKey.rawRepresentation)
        recipientSeed.withUnsafeBytes { writer.variable($0) }
        return writer.bytes
    }

    /// Reads what `encoded(origin:)` wrote, for the same ledger.
    init(encoded: [UInt8], origin: LedgerOrigin) throws(LedgerError) {
        do {
            var reader = ByteReader(encoded)
            guard try reader.string(atMost: 64) == Self.label else { throw LedgerError.badKeys }
            guard try reader.string(atMost: LedgerOrigin.maximumBytes) == origin.name else {
                throw LedgerError(.wrongOrigin, "The key file belongs to another ledger than \(origin).")
            }
            secret = SymmetricKey(data: try reader.fixed(32))
            signingKey = try Curve25519.Signing.PrivateKey(rawRepresentation: try reader.fixed(32))
            recipientSeed = SymmetricKey(data: try reader.variable(atMost: Self.maximumRecipientSeedBytes))
            try reader.finish()
            guard recipientSeed.bitCount > 0 else { throw LedgerError.badKeys }
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
