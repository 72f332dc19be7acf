public import Wire

/// The key of one output, sealed to one of its recipients.
public struct OutputKey: Hashable, Sendable, WireCodable {
    /// The longest envelope.
    public static let maximumEnvelopeBytes = 4096

    /// The output's slot.
    public var slot: String
    /// Who can open the envelope.
    public var recipient: PartyID
    /// The key, sealed to the recipient's key.
    public var envelope: [UInt8]

    /// A key of these parts.
    public init(slot: String, recipient: PartyID, envelope: [UInt8]) {
        (self.slot, self.recipient, self.envelope) = (slot, recipient, envelope)
    }

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        slot = try reader.identifier()
        recipient = try reader.value()
        envelope = try reader.variable(atMost: Self.maximumEnvelopeBytes)
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.string(slot)
        writer.value(recipient)
        writer.variable(envelope)
    }
}
