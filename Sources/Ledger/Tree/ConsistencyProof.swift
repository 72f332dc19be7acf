public import Wire

/// The RFC 6962 proof that one tree is a prefix of another. Says nothing until `ProofVerifier` has checked it.
public struct ConsistencyProof: Hashable, Sendable {
    /// The longest path.
    public static let maximumPath = 65

    /// The number of leaves of the older tree.
    public let oldSize: UInt64
    /// The number of leaves of the newer tree.
    public let newSize: UInt64
    /// The hashes, in the order of RFC 6962 §2.1.2.
    public let path: [TreeHash]

    /// A proof from its parts.
    public init(oldSize: UInt64, newSize: UInt64, path: [TreeHash]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.path = path
    }
}

extension ConsistencyProof: WireEncodable, WireDecodable {
    /// Appends the proof's encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.u64(oldSize)
        writer.u64(newSize)
        writer.array(path) { writer, hash in writer.value(hash) }
    }

    /// Reads a proof with a path of at most 65 hashes.
    public init(from reader: inout ByteReader) throws(WireError) {
        oldSize = try reader.u64()
        newSize = try reader.u64()
        path = try reader.array(atMost: Self.maximumPath) { reader throws(WireError) in try reader.value() }
    }
}
