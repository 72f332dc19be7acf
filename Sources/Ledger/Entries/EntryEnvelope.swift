import Wire

/// A sealed entry's bytes, parsed (docs/spec/ledger.md, "Sealed entry").
struct EntryEnvelope {
    static let format: UInt8 = 1
    static let syntheticBytes = 32
    static let tagBytes = 16

    let kind: EntryKind
    let epoch: UInt64
    let sequence: UInt64
    let synthetic: [UInt8]
    let ciphertext: [UInt8]
    let tag: [UInt8]
}

extension EntryEnvelope: WireEncodable, WireDecodable {
    func encode(into writer: inout ByteWriter) {
        writer.u8(Self.format)
        writer.u8(kind.rawValue)
        writer.u64(epoch)
        writer.u64(sequence)
        writer.fixed(synthetic)
        writer.variable(ciphertext)
        writer.fixed(tag)
    }

    init(from reader: inout ByteReader) throws(WireError) {
        guard try reader.u8() == Self.format else { throw .invalid("an entry format that this version does not know") }
        guard let kind = EntryKind(rawValue: try reader.u8()) else { throw .invalid("an entry kind that this version does not know") }
        self.kind = kind
        epoch = try reader.u64()
        sequence = try reader.u64()
        synthetic = try reader.fixed(Self.syntheticBytes)
        ciphertext = try reader.variable(atMost: SealedEntry.maximumBytes)
        tag = try reader.fixed(Self.tagBytes)
    }
}
