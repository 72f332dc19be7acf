public import Wire

/// A place in the chain of release manifests: what a verifier remembers, and what peers compare.
public struct ReleaseHead: Hashable, Sendable, WireCodable {
    /// Version of the auditor set that signed; the first set is 1.
    public let set: UInt32
    /// The manifest's number under that set; the first is 1.
    public let sequence: UInt64
    /// SHA-256 of the signed text, 32 bytes.
    public let digest: [UInt8]

    /// A head; `digest` has 32 bytes.
    public init(set: UInt32, sequence: UInt64, digest: [UInt8]) throws(AttestationError) {
        guard digest.count == 32 else { throw AttestationError(.malformed, "a manifest is named by a SHA-256 digest of 32 bytes") }
        self.set = set
        self.sequence = sequence
        self.digest = digest
    }

    public init(from reader: inout ByteReader) throws(WireError) {
        set = try reader.u32()
        sequence = try reader.u64()
        digest = try reader.fixed(32)
    }

    public func encode(into writer: inout ByteWriter) {
        writer.u32(set)
        writer.u64(sequence)
        writer.fixed(digest)
    }

    /// Whether this place comes before the other: sets count before sequences, which start anew with each set.
    public func precedes(_ other: ReleaseHead) -> Bool { (set, sequence) < (other.set, other.sequence) }
}
