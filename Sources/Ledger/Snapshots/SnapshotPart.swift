import Wire

/// A sealed part of a snapshot, parsed (docs/spec/ledger.md, "Snapshots").
struct SnapshotPart {
    static let format: UInt8 = 1
    /// The most bytes of the state in one part.
    static let maximumContent = 1 << 20
    /// The most parts of a snapshot.
    static let maximumParts: UInt32 = 1 << 14

    let position: SnapshotPosition
    let index: UInt32
    let isLast: Bool
    let synthetic: [UInt8]
    let ciphertext: [UInt8]
    let tag: [UInt8]
}

extension SnapshotPart: WireEncodable, WireDecodable {
    func encode(into writer: inout ByteWriter) {
        writer.u8(Self.format)
        writer.value(position)
        writer.u32(index)
        writer.bool(isLast)
        writer.fixed(synthetic)
        writer.variable(ciphertext)
        writer.fixed(tag)
    }

    init(from reader: inout ByteReader) throws(WireError) {
        guard try reader.u8() == Self.format else { throw .invalid("a snapshot format that this version does not know") }
        position = try reader.value()
        index = try reader.u32()
        isLast = try reader.bool()
        synthetic = try reader.fixed(EntryEnvelope.syntheticBytes)
        ciphertext = try reader.variable(atMost: EntryPlaintext.paddedLength(4 + Self.maximumContent))
        tag = try reader.fixed(EntryEnvelope.tagBytes)
    }
}
