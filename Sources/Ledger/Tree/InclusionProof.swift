public import Wire

/// The RFC 6962 audit path of one leaf. Says nothing until `ProofVerifier` has checked it.
public struct InclusionProof: Hashable, Sendable {
    /// The longest path: a tree of 2^64 leaves has no longer one.
    public static let maximumPath = 64

    /// The leaf's index, which is the entry's sequence number.
    public let index: UInt64
    /// The number of leaves of the tree.
    public let size: UInt64
    /// The sibling hashes from the leaf upwards.
    public let path: [TreeHash]

    /// A proof from its parts.
    public init(index: UInt64, size: UInt64, path: [TreeHash]) {
        self.index = index
        self.size = size
        self.path = path
    }
}

extension InclusionProof: WireEncodable, WireDecodable {
    /// Appends the proof's encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.u64(index)
        writer.u64(size)
        writer.array(path) { writer, hash in writer.value(hash) }
    }

    /// Reads a proof with a path of at most 64 hashes.
    public init(from reader: inout ByteReader) throws(WireError) {
        index = try reader.u64()
        size = try reader.u64()
        path = try reader.array(atMost: Self.maximumPath) { reader throws(WireError) in try reader.value() }
    }
}
