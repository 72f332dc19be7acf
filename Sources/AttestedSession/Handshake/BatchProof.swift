import Crypto
public import Wire

/// Where one handshake's leaf stands in the RFC 6962 Merkle tree whose root the responder's evidence covers.
///
/// Quotes are slow and verifiers many: one quote over a root serves all who wait, each with its own nonce and key under its own leaf.
public struct BatchProof: Hashable, Sendable, WireCodable {
    /// Leaves in the tree, 1 to 65,536.
    public let treeSize: UInt64
    /// This leaf's place, from 0.
    public let index: UInt64
    /// Sibling hashes of 32 bytes from the leaf upwards, at most 16.
    public let path: [[UInt8]]

    /// A tree of this leaf alone.
    public static let single = BatchProof(size: 1, index: 0, path: [])

    /// A proof within the limits; whether it leads to a root is found out when it is used.
    public init(treeSize: UInt64, index: UInt64, path: [[UInt8]]) throws(SessionError) {
        guard BatchProof.isValid(treeSize, index, path.count), path.allSatisfy({ $0.count == SessionLimits.digest }) else {
            throw SessionError(.limit, "A batch proof exceeds the protocol's limits.")
        }
        self.init(size: treeSize, index: index, path: path)
    }

    init(size: UInt64, index: UInt64, path: [[UInt8]]) {
        treeSize = size
        self.index = index
        self.path = path
    }

    /// Reads a proof.
    public init(from reader: inout ByteReader) throws(WireError) {
        treeSize = try reader.u64()
        index = try reader.u64()
        path = try reader.array(atMost: SessionLimits.batchPath) { reader throws(WireError) in try reader.fixed(SessionLimits.digest) }
        guard BatchProof.isValid(treeSize, index, path.count) else { throw .invalid("a place outside its batch") }
    }

    /// Writes the proof.
    public func encode(into writer: inout ByteWriter) {
        writer.u64(treeSize)
        writer.u64(index)
        writer.array(path) { $0.fixed($1) }
    }

    /// The leaf hash of a transcript hash.
    package static func leaf(_ transcriptHash: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: [0])
        hash.update(data: transcriptHash)
        return Array(hash.finalize())
    }

    /// An inner node.
    package static func node(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: [1])
        hash.update(data: left)
        hash.update(data: right)
        return Array(hash.finalize())
    }

    /// The root that the proof leads to; nil if the path's length does not fit the place (RFC 9162, §2.1.3.2).
    package func root(leaf: [UInt8]) -> [UInt8]? {
        var place = index
        var last = treeSize - 1
        var hash = leaf
        for sibling in path {
            guard last != 0 else { return nil }
            if place & 1 == 1 || place == last {
                hash = BatchProof.node(sibling, hash)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = BatchProof.node(hash, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 ? hash : nil
    }

    private static func isValid(_ treeSize: UInt64, _ index: UInt64, _ pathCount: Int) -> Bool {
        (1...SessionLimits.batchLeaves).contains(treeSize) && index < treeSize && pathCount <= SessionLimits.batchPath
    }
}
