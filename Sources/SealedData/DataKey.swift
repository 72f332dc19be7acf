import Crypto

/// The 32-byte key of a sealed stream. Copies share one storage, which is wiped when the last of them goes.
public struct DataKey: Sendable {
    /// How long a data key is, in bytes.
    public static let byteCount = 32

    private static let commitmentInfo = Array("cloister/key-commitment/v1".utf8)
    private let storage: SecretBytes

    /// A fresh random key.
    public init() {
        storage = SecretBytes(count: Self.byteCount, SecretBytes.random)
    }

    /// A key from its 32 bytes. The array that the caller passes is not wiped.
    public init(bytes: [UInt8]) throws(SealedDataError) {
        guard bytes.count == Self.byteCount else { throw .malformedKey }
        storage = SecretBytes(count: Self.byteCount) { $0.copyBytes(from: bytes) }
    }

    /// A key from its 32 bytes, copied from memory that the caller owns and wipes.
    public init(copying bytes: UnsafeRawBufferPointer) throws(SealedDataError) {
        guard bytes.count == Self.byteCount else { throw .malformedKey }
        storage = SecretBytes(count: Self.byteCount) { $0.copyMemory(from: bytes) }
    }

    /// A key from its 32 bytes, refused with `wrongKey` unless it is the one committed to.
    ///
    /// The streaming format alone does not commit to a key: one ciphertext can be made that opens under two.
    public init(bytes: [UInt8], commitment: [UInt8]) throws(SealedDataError) {
        try self.init(bytes: bytes)
        try check(commitment: commitment)
    }

    /// Gives access to the key's bytes; the pointer is valid only inside `body`.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try storage.withUnsafeBytes(body)
    }

    /// A value that binds to this key and reveals nothing of it: HKDF-SHA256 with empty salt, 32 bytes.
    public var commitment: [UInt8] {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: symmetricKey, info: Self.commitmentInfo, outputByteCount: 32)
            .withUnsafeBytes { Array($0) }
    }

    /// Refuses with `wrongKey` unless `commitment` is this key's.
    public func check(commitment: [UInt8]) throws(SealedDataError) {
        let own = self.commitment
        guard own.count == commitment.count, zip(own, commitment).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0 else { throw .wrongKey }
    }

    var symmetricKey: SymmetricKey { withUnsafeBytes { SymmetricKey(data: $0) } }
}

extension DataKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never shows the key.
    public var description: String { "DataKey(secret)" }
    /// Never shows the key.
    public var debugDescription: String { description }
    /// Has no children.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
