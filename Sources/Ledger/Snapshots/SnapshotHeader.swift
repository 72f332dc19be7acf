import Wire

/// The content of a snapshot's part 0: how the state is encoded, and the tree as far as it must be known in order to grow.
struct SnapshotHeader: Hashable {
    /// The longest name of a state's encoding, in bytes.
    static let maximumFormatBytes = 64

    /// Names the encoding of the state; another version of the software may not know it.
    let format: String
    /// `MerkleTree.openTiles`.
    let openTiles: [[TreeHash]]
}

extension SnapshotHeader: WireEncodable, WireDecodable {
    func encode(into writer: inout ByteWriter) {
        writer.string(format)
        writer.array(openTiles) { writer, tile in
            writer.array(tile) { writer, hash in writer.value(hash) }
        }
    }

    init(from reader: inout ByteReader) throws(WireError) {
        format = try reader.string(atMost: Self.maximumFormatBytes)
        openTiles = try reader.array(atMost: Int(TilePlace.maximumLevel) + 2) { reader throws(WireError) in
            try reader.array(atMost: TilePlace.width - 1) { reader throws(WireError) in try reader.value() }
        }
    }
}
