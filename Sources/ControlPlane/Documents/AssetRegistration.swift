public import Wire

/// What an asset is: sealed data, the policies bound to its key, and the key wrapped for the ledger; signed by its owner.
public struct AssetRegistration: DocumentBody {
    /// Separates its hashes from other documents'.
    public static let label = "cloister/asset/v1"
    /// The longest wrapped key.
    public static let maximumWrappedKeyBytes = 4096

    /// The ledger that this registration is for, so that it means nothing to another.
    public var ledgerOrigin: String
    /// Whose it is.
    public var owner: PartyID
    /// Printable text for its owner.
    public var name: String
    /// SHA-256 of the ciphertext; 32 bytes.
    public var ciphertextDigest: [UInt8]
    /// In bytes.
    public var ciphertextLength: UInt64
    /// In bytes.
    public var plaintextLength: UInt64
    /// The data key's commitment, because the sealed format does not commit to its key; 32 bytes.
    public var keyCommitment: [UInt8]
    /// Which functions may read it.
    public var usage: UsagePolicy
    /// Which software may hold its key.
    public var release: ReleasePolicy
    /// The data key, sealed to the ledger's recipient key with ``keyInfo(ledgerOrigin:ownerSigningKey:)`` as HPKE info.
    public var wrappedKey: [UInt8]

    /// A registration of these parts; checked when it is signed or read.
    public init(
        ledgerOrigin: String, owner: PartyID, name: String, ciphertextDigest: [UInt8], ciphertextLength: UInt64,
        plaintextLength: UInt64, keyCommitment: [UInt8], usage: UsagePolicy, release: ReleasePolicy, wrappedKey: [UInt8]
    ) {
        (self.ledgerOrigin, self.owner, self.name) = (ledgerOrigin, owner, name)
        (self.ciphertextDigest, self.ciphertextLength) = (ciphertextDigest, ciphertextLength)
        (self.plaintextLength, self.keyCommitment) = (plaintextLength, keyCommitment)
        (self.usage, self.release, self.wrappedKey) = (usage, release, wrappedKey)
    }

    /// Labelled SHA-256 over both policies; 32 bytes.
    public var policyDigest: [UInt8] {
        Digests.labelled("cloister/asset-policy/v1") {
            $0.value(usage)
            $0.value(release)
        }
    }

    /// HPKE info of the wrapped key: ties the key to ledger, owner, policies, ciphertext and commitment, so that nobody can
    /// register the same envelope under a laxer policy or as another owner. 32 bytes.
    public func keyInfo(ledgerOrigin: String, ownerSigningKey: [UInt8]) -> [UInt8] {
        Digests.labelled("cloister/asset-key/v1") {
            $0.string(ledgerOrigin)
            $0.variable(ownerSigningKey)
            $0.fixed(policyDigest)
            $0.fixed(ciphertextDigest)
            $0.fixed(keyCommitment)
        }
    }

    /// The asset's identifier.
    public var id: AssetID { AssetID(storage: Digests.prefix(digest)) }

    /// Reads and checks every field.
    public init(from reader: inout ByteReader) throws(WireError) {
        ledgerOrigin = try reader.origin()
        owner = try reader.value()
        name = try reader.displayName()
        ciphertextDigest = try reader.fixed(Digests.length)
        ciphertextLength = try reader.u64()
        plaintextLength = try reader.u64()
        keyCommitment = try reader.fixed(Digests.length)
        usage = try reader.value()
        release = try reader.value()
        wrappedKey = try reader.variable(atMost: Self.maximumWrappedKeyBytes)
        guard plaintextLength <= ciphertextLength else { throw .invalid("a plaintext longer than its ciphertext") }
        guard !wrappedKey.isEmpty else { throw .invalid("no wrapped key") }
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.string(ledgerOrigin)
        writer.value(owner)
        writer.string(name)
        writer.fixed(ciphertextDigest)
        writer.u64(ciphertextLength)
        writer.u64(plaintextLength)
        writer.fixed(keyCommitment)
        writer.value(usage)
        writer.value(release)
        writer.variable(wrappedKey)
    }
}
