public import Wire

/// Who receives an output, and under which key.
public struct Recipient: Hashable, Sendable, WireCodable {
    /// Who.
    public var party: PartyID
    /// ``PartyRegistration/recipientKeyDigest`` of the key that the signers agreed to; 32 bytes.
    public var recipientKeyDigest: [UInt8]

    /// A recipient of these parts.
    public init(party: PartyID, recipientKeyDigest: [UInt8]) {
        (self.party, self.recipientKeyDigest) = (party, recipientKeyDigest)
    }

    /// Reads it.
    public init(from reader: inout ByteReader) throws(WireError) {
        party = try reader.value()
        recipientKeyDigest = try reader.fixed(Digests.length)
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.value(party)
        writer.fixed(recipientKeyDigest)
    }
}

/// An output slot and who receives it.
public struct BoundOutput: Hashable, Sendable, WireCodable {
    /// The most recipients of one output.
    public static let maximumRecipients = 16

    /// The slot's name.
    public var slot: String
    /// At least one, in ascending order of party, each once.
    public var recipients: [Recipient]

    /// An output and its recipients, which are sorted.
    public init(slot: String, recipients: [Recipient]) {
        (self.slot, self.recipients) = (slot, recipients.sorted { $0.party < $1.party })
    }

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        slot = try reader.identifier()
        recipients = try reader.ascending(atMost: Self.maximumRecipients, by: \.party) { reader throws(WireError) in
            try reader.value()
        }
        guard !recipients.isEmpty else { throw .invalid("an output without recipients") }
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.string(slot)
        writer.array(recipients) { $0.value($1) }
    }
}
