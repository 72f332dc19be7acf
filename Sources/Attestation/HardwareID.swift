public import Wire

/// The identity of one machine, as its platform signs it. Allow-lists of it are the answer to extracted attestation keys.
public struct HardwareID: Hashable, Sendable, WireCodable, CustomStringConvertible {
    /// The lengths that platforms use.
    public static let lengths = 8...64

    /// The platform that named the machine.
    public let platform: Platform
    /// The identity, 8 to 64 bytes.
    public let bytes: [UInt8]

    /// An identity; throws `malformed` for another length.
    public init(platform: Platform, bytes: [UInt8]) throws(AttestationError) {
        guard Self.lengths.contains(bytes.count) else {
            throw AttestationError(.malformed, "a hardware id is \(Self.lengths.lowerBound) to \(Self.lengths.upperBound) bytes long")
        }
        self.platform = platform
        self.bytes = bytes
    }

    /// Reads the text form, `software-tee:ab12…`; nil if it is none, or of a platform that this version does not know.
    public init?(_ text: some StringProtocol) {
        guard let (platform, bytes) = PlatformText.split(text), Self.lengths.contains(bytes.count) else { return nil }
        self.platform = platform
        self.bytes = bytes
    }

    /// The platform's name, a colon, and the identity in hexadecimal.
    public var description: String { "\(platform):\(bytes.hex)" }

    public func encode(into writer: inout ByteWriter) {
        writer.value(platform)
        writer.variable(bytes)
    }

    public init(from reader: inout ByteReader) throws(WireError) {
        platform = try reader.value()
        bytes = try reader.variable(atMost: Self.lengths.upperBound)
        guard Self.lengths.contains(bytes.count) else { throw .invalid("a hardware id of a wrong length") }
    }
}
