public import Wire

/// A disclosed entry with the path that leads from its leaf to a checkpoint's root.
public struct EntryProof: Hashable, Sendable {
    /// The entry.
    public let disclosure: EntryDisclosure
    /// The path to the root of the checkpoint of the same size.
    public let inclusion: InclusionProof

    /// A proof from its parts.
    public init(disclosure: EntryDisclosure, inclusion: InclusionProof) {
        self.disclosure = disclosure
        self.inclusion = inclusion
    }
}

extension EntryProof: WireEncodable, WireDecodable {
    /// Appends the proof's encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.value(disclosure)
        writer.value(inclusion)
    }

    /// Reads a proof.
    public init(from reader: inout ByteReader) throws(WireError) {
        disclosure = try reader.value()
        inclusion = try reader.value()
    }
}
