/// What a store keeps besides entries: a part of a snapshot or a tile of the tree. Everything in it can be made again from the entries.
public struct StoredPiece: Hashable, Sendable {
    /// The longest piece, in bytes.
    public static let maximumBytes = 1_200_000

    /// Which piece it is.
    public enum Name: Hashable, Sendable {
        /// The part of that index of the snapshot over the first `size` entries; below 2^14 parts.
        case snapshot(size: UInt64, part: UInt32)
        /// 256 hashes of the tree.
        case tile(TilePlace)
    }

    /// Which piece it is.
    public let name: Name
    /// Its bytes; their form is the journal's business.
    public let bytes: [UInt8]

    /// A piece from its parts.
    public init(_ name: Name, _ bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
}
