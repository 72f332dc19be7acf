public import Wire

/// What a party signs: a value whose one encoding is named by a label (docs/spec/documents.md).
public protocol DocumentBody: WireCodable, Hashable, Sendable {
    /// Separates the hashes and the signatures of different kinds of documents.
    static var label: String { get }
}

extension DocumentBody {
    /// SHA-256 over the label and the encoding; 32 bytes.
    public var digest: [UInt8] { Self.digest(of: wireBytes) }

    /// What a signature covers: the length-prefixed label and then the exact bytes.
    static func message(_ bytes: [UInt8]) -> [UInt8] {
        var writer = ByteWriter(capacity: label.utf8.count + 4 + bytes.count)
        writer.string(label)
        writer.fixed(bytes)
        return writer.bytes
    }

    static func digest(of bytes: [UInt8]) -> [UInt8] { Digests.sha256(message(bytes)) }
}
