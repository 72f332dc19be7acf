public import Wire

/// The digest by which a platform names the software it runs.
public struct Measurement: Hashable, Sendable, WireCodable, CustomStringConvertible {
    /// The lengths that platforms use: SHA-256 to SHA-384.
    public static let lengths = 32...48

    /// The platform that measured. Digests of two platforms never compare equal.
    public let platform: Platform
    /// The digest, 32 to 48 bytes.
    public let digest: [UInt8]

    /// A measurement; throws `malformed` for a digest of another length.
    public init(platform: Platform, digest: [UInt8]) throws(AttestationError) {
        guard Self.lengths.contains(digest.count) else {
            throw AttestationError(.malformed, "a measurement is \(Self.lengths.lowerBound) to \(Self.lengths.upperBound) bytes long")
        }
        self.platform = platform
        self.digest = digest
    }

    /// Reads the text form, `software-tee:ab12…`; nil if it is none, or of a platform that this version does not know.
    public init?(_ text: some StringProtocol) {
        guard let (platform, digest) = PlatformText.split(text), Self.lengths.contains(digest.count) else { return nil }
        self.platform = platform
        self.digest = digest
    }

    /// Whether every byte is zero, as in debug launches of some platforms. No appraisal accepts it.
    public var isZero: Bool { digest.allSatisfy { $0 == 0 } }

    /// The platform's name, a colon, and the digest in hexadecimal.
    public var description: String { "\(platform):\(digest.hex)" }

    public func encode(into writer: inout ByteWriter) {
        writer.value(platform)
        writer.variable(digest)
    }

    public init(from reader: inout ByteReader) throws(WireError) {
        platform = try reader.value()
        digest = try reader.variable(atMost: Self.lengths.upperBound)
        guard Self.lengths.contains(digest.count) else { throw .invalid("a measurement of a wrong length") }
    }
}
