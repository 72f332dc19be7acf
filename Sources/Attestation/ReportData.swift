import Crypto
public import Wire

/// The 64 bytes that a platform signs for its caller. Never optional, never shorter: equality is over all 64.
public struct ReportData: Hashable, Sendable, WireCodable, CustomStringConvertible {
    /// The length on every platform.
    public static let length = 64

    /// The 64 bytes.
    public let bytes: [UInt8]

    /// Report data of exactly 64 bytes; throws `malformed` for any other length.
    public init(_ bytes: [UInt8]) throws(AttestationError) {
        guard bytes.count == Self.length else {
            throw AttestationError(.malformed, "report data must be exactly \(Self.length) bytes long")
        }
        self.bytes = bytes
    }

    private init(digest: SHA256.Digest) { bytes = Array(digest) + [UInt8](repeating: 0, count: Self.length - SHA256.byteCount) }

    /// SHA-256 over the label and the transcript's hash, followed by 32 zero bytes, which is what fits every platform's slot.
    ///
    /// `label` names the use, so that evidence for one use never serves another (docs/spec/appraisal.md).
    public static func binding(_ label: String, _ transcriptHash: [UInt8]) -> ReportData {
        var writer = ByteWriter()
        writer.string("cloister/report-data/v1")
        writer.string(label)
        writer.variable(transcriptHash)
        return ReportData(digest: SHA256.hash(data: writer.bytes))
    }

    /// Hexadecimal.
    public var description: String { bytes.hex }

    public func encode(into writer: inout ByteWriter) { writer.fixed(bytes) }

    public init(from reader: inout ByteReader) throws(WireError) { bytes = try reader.fixed(Self.length) }
}
