import Crypto
public import Wire

/// What a platform signed, as it travels: not parsed, not verified, worth nothing before an appraisal.
public struct Evidence: Hashable, Sendable, WireCodable {
    /// The longest evidence of any platform, endorsements included.
    public static let maximumLength = 65_536

    /// The platform that the sender says signed it.
    public let platform: Platform
    /// The platform's own format.
    public let bytes: [UInt8]

    /// Evidence of at most 64 KiB; throws `tooLarge` beyond.
    public init(platform: Platform, bytes: [UInt8]) throws(AttestationError) {
        guard bytes.count <= Self.maximumLength else {
            throw AttestationError(.tooLarge, "evidence may be at most \(Self.maximumLength) bytes long")
        }
        self.platform = platform
        self.bytes = bytes
    }

    /// SHA-256 over platform and bytes, under its own label: what a transcript takes in.
    public var digest: [UInt8] {
        var writer = ByteWriter(capacity: bytes.count + 64)
        writer.string("cloister/evidence/v1")
        writer.value(self)
        return Array(SHA256.hash(data: writer.bytes))
    }

    public func encode(into writer: inout ByteWriter) {
        writer.value(platform)
        writer.variable(bytes)
    }

    public init(from reader: inout ByteReader) throws(WireError) {
        platform = try reader.value()
        bytes = try reader.variable(atMost: Self.maximumLength)
    }
}
