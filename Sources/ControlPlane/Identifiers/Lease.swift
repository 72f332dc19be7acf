public import Wire

/// The right to work on one attempt of a run: 16 bytes, a fencing number and a random part.
///
/// Fencing numbers only grow within a ledger, so that of two leases the later one is known by itself.
public struct Lease: Hashable, Sendable, WireCodable, CustomStringConvertible {
    /// Greater than that of every earlier lease of the ledger.
    public let fence: UInt64
    /// Eight random bytes, so that a lease cannot be guessed.
    public let nonce: UInt64

    /// A lease of these parts.
    public init(fence: UInt64, nonce: UInt64) { (self.fence, self.nonce) = (fence, nonce) }

    /// Reads exactly sixteen bytes.
    public init(bytes: [UInt8]) throws(WireError) { try self.init(wireBytes: bytes) }

    /// Reads the sixteen bytes.
    public init(from reader: inout ByteReader) throws(WireError) {
        fence = try reader.u64()
        nonce = try reader.u64()
    }

    /// Appends the sixteen bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.u64(fence)
        writer.u64(nonce)
    }

    /// The sixteen bytes.
    public var bytes: [UInt8] { wireBytes }

    /// The fencing number alone: the rest is nobody's business.
    public var description: String { "lease \(fence)" }
}
