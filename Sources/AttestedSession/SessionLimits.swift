import Attestation

/// The bounds of the protocol, in bytes unless said otherwise.
public enum SessionLimits {
    /// A handshake message.
    public static let message = 96 << 10
    /// A ledger's origin.
    public static let ledgerOrigin = 256
    /// A checkpoint in an offer.
    public static let checkpoint = 4 << 10
    /// Evidence, either side's.
    public static let evidence = Evidence.maximumLength
    /// Hashes in the path from one verifier's leaf to the root that evidence covers.
    public static let batchPath = 16
    /// Leaves of one batch.
    public static let batchLeaves: UInt64 = 1 << 16
    /// The oldest a session may get, in seconds: a day.
    public static let age: UInt32 = 86_400
    /// A record's plaintext.
    public static let recordPlaintext = 16 << 20
    /// A whole record: type, nonce part, padded plaintext, tag.
    public static let record = RecordFormat.sealedLength(of: recordPlaintext)
    /// Records under one key.
    public static let records: UInt64 = 1 << 32
    /// Padded plaintext under one key: 2³² cipher blocks.
    public static let recordBytes: UInt64 = 1 << 36
    /// A method's full name.
    public static let method = 256
    /// An idempotency key.
    public static let idempotencyKey = 64
    /// Pairs of metadata.
    public static let metadataPairs = 128
    /// Metadata names and values together.
    public static let metadataBytes = 64 << 10
    /// A metadata name.
    public static let metadataName = 256
    /// A status message.
    public static let statusMessage = 4 << 10
    /// How far call identifiers may overtake one another.
    public static let callWindow = 4096

    static let nonce = 32
    static let digest = 32
    static let publicKey = 1216
    static let encapsulation = 1120
    static let signingKey = 65
    static let signature = 64
    static let mac = 32
    static let sessionID = 16
    static let sealedCredential = evidence + 256
    static let sealedAccept = 256
}
