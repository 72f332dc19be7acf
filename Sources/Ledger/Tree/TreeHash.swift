import Crypto
public import Wire

/// A SHA-256 hash of the ledger's tree: a leaf, an inner node or a root. 32 bytes, stored in place.
public struct TreeHash: Hashable, Sendable, CustomStringConvertible {
    /// The length in bytes.
    public static let byteCount = 32

    // The bytes in memory order.
    private let first, second, third, fourth: UInt64

    /// Exactly 32 bytes; nil for another length.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self = Array(bytes).withUnsafeBytes { Self(loading: $0) }
    }

    init(_ digest: SHA256.Digest) {
        self = digest.withUnsafeBytes { Self(loading: $0) }
    }

    private init(loading buffer: UnsafeRawBufferPointer) {
        first = buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        second = buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        third = buffer.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
        fourth = buffer.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }
    /// The hash in hexadecimal.
    public var description: String { bytes.hex }

    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        Swift.withUnsafeBytes(of: self, body)
    }
}

extension TreeHash: WireEncodable, WireDecodable {
    /// Appends the 32 bytes.
    public func encode(into writer: inout ByteWriter) { writer.fixed(bytes) }

    /// Reads 32 bytes.
    public init(from reader: inout ByteReader) throws(WireError) {
        guard let hash = TreeHash(try reader.fixed(Self.byteCount)) else { throw .truncated }
        self = hash
    }
}
