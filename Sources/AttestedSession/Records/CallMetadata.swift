public import Wire

/// One pair of a call's metadata.
public struct MetadataEntry: Hashable, Sendable {
    /// The name, 1 to 256 bytes.
    public let name: String
    /// The value, any bytes.
    public let value: [UInt8]

    /// A pair. The limits are checked by ``CallMetadata``.
    public init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }
}

/// A call's metadata: at most 128 pairs and 64 KiB, in order, names may repeat.
public struct CallMetadata: Hashable, Sendable, WireCodable {
    /// The pairs.
    public let entries: [MetadataEntry]

    /// No metadata.
    public static let empty = CallMetadata(unchecked: [])

    /// Metadata within the limits.
    public init(_ entries: [MetadataEntry]) throws(SessionError) {
        guard CallMetadata.isValid(entries) else { throw SessionError(.limit, "A call's metadata exceeds its limits.") }
        self.init(unchecked: entries)
    }

    private init(unchecked entries: [MetadataEntry]) { self.entries = entries }

    /// Reads metadata.
    public init(from reader: inout ByteReader) throws(WireError) {
        entries = try reader.array(atMost: SessionLimits.metadataPairs) { reader throws(WireError) in
            let name = try reader.string(atMost: SessionLimits.metadataName)
            return MetadataEntry(name: name, value: try reader.variable(atMost: SessionLimits.metadataBytes))
        }
        guard CallMetadata.isValid(entries) else { throw .tooLong(limit: SessionLimits.metadataBytes) }
    }

    /// Writes the metadata.
    public func encode(into writer: inout ByteWriter) {
        writer.array(entries) {
            $0.string($1.name)
            $0.variable($1.value)
        }
    }

    private static func isValid(_ entries: [MetadataEntry]) -> Bool {
        entries.count <= SessionLimits.metadataPairs
            && entries.allSatisfy { (1...SessionLimits.metadataName).contains($0.name.utf8.count) }
            && entries.reduce(0) { $0 + $1.name.utf8.count + $1.value.count } <= SessionLimits.metadataBytes
    }
}
