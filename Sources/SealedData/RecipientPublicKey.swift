import Crypto
public import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The key to which envelopes are sealed: X-Wing, that is ML-KEM-768 together with X25519.
public struct RecipientPublicKey: Hashable, Sendable {
    /// How long the raw representation is, in bytes.
    public static let byteCount = 1216

    /// The key as X-Wing writes it: the ML-KEM-768 key and then the X25519 key.
    public let rawRepresentation: [UInt8]

    /// A key from its raw representation. Refuses what no envelope could be sealed to: ML-KEM coefficients out of range, low-order points.
    public init(rawRepresentation: [UInt8]) throws(SealedDataError) {
        guard rawRepresentation.count == Self.byteCount else { throw .malformedRecipientKey }
        self.rawRepresentation = rawRepresentation
        // swift-crypto looks at the bytes only when it uses them, so that a trial is the check.
        do {
            _ = try key.encapsulate()
        } catch {
            throw .malformedRecipientKey
        }
    }

    init(_ key: XWingMLKEM768X25519.PublicKey) {
        rawRepresentation = Array(key.rawRepresentation)
    }

    /// Names the key in signed documents: SHA-256 over "cloister/recipient-key/v1" and the raw representation.
    public var digest: [UInt8] {
        var writer = ByteWriter()
        writer.string("cloister/recipient-key/v1")
        writer.fixed(rawRepresentation)
        return Array(SHA256.hash(data: writer.bytes))
    }

    var key: XWingMLKEM768X25519.PublicKey {
        get throws { try XWingMLKEM768X25519.PublicKey(rawRepresentation: rawRepresentation) }
    }
}

extension RecipientPublicKey: WireEncodable, WireDecodable {
    /// Appends the raw representation.
    public func encode(into writer: inout ByteWriter) { writer.fixed(rawRepresentation) }

    /// Reads and checks a raw representation.
    public init(from reader: inout ByteReader) throws(WireError) {
        let bytes = try reader.fixed(Self.byteCount)
        do throws(SealedDataError) {
            try self.init(rawRepresentation: bytes)
        } catch {
            throw .invalid("a recipient key that is not valid")
        }
    }
}
