import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The key that opens envelopes. Its 32-byte seed lies in wiping storage; swift-crypto keeps an expanded copy of its own.
public struct RecipientPrivateKey: Sendable {
    /// How long the raw representation, X-Wing's seed, is, in bytes.
    public static let byteCount = 32

    /// The key that others seal to.
    public let publicKey: RecipientPublicKey
    let key: XWingMLKEM768X25519.PrivateKey
    private let seed: SecretBytes

    /// A fresh random key.
    public init() throws(SealedDataError) {
        try self.init(seed: SecretBytes(count: Self.byteCount, SecretBytes.random))
    }

    /// A key from its seed. The array that the caller passes is not wiped.
    public init(rawRepresentation: [UInt8]) throws(SealedDataError) {
        guard rawRepresentation.count == Self.byteCount else { throw .malformedRecipientKey }
        try self.init(seed: SecretBytes(count: Self.byteCount) { $0.copyBytes(from: rawRepresentation) })
    }

    /// Gives access to the seed, to write it to a file of mode 0600; the pointer is valid only inside `body`.
    public func withUnsafeRawRepresentation<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try seed.withUnsafeBytes(body)
    }

    private init(seed: SecretBytes) throws(SealedDataError) {
        self.seed = seed
        do {
            key = try seed.withUnsafeBytes { try XWingMLKEM768X25519.PrivateKey(seedRepresentation: $0, publicKey: nil) }
        } catch {
            throw .malformedRecipientKey
        }
        publicKey = RecipientPublicKey(key.publicKey)
    }
}

extension RecipientPrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never shows the key.
    public var description: String { "RecipientPrivateKey(secret)" }
    /// Never shows the key.
    public var debugDescription: String { description }
    /// Has no children.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
