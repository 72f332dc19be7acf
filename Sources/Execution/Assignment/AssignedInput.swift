public import ControlPlane
public import Wire

/// What fills one input slot of an assignment.
public struct AssignedInput: Sendable, WireCodable {
    /// Where the bytes come from.
    public enum Content: Sendable {
        /// They are here; they came over the attested session.
        case inline([UInt8])
        /// They are a sealed asset. The key of its stream is in an HPKE envelope to the executor's recipient key.
        case asset(
            registration: SignedDocument<AssetRegistration>, ownerSigningKey: [UInt8], ledgerOrigin: String, keyEnvelope: [UInt8])
    }

    /// The longest input that travels in an assignment, in bytes.
    public static let maximumInlineBytes = 64 << 20
    private static let maximumKeyBytes = 128
    private static let maximumOriginBytes = 512
    private static let maximumEnvelopeBytes = 4096

    /// The slot's name.
    public var slot: String
    /// Whose it is: the only party who is told what is wrong with it.
    public var owner: PartyID
    /// Where the bytes come from.
    public var content: Content

    /// An input of these parts.
    public init(slot: String, owner: PartyID, content: Content) { (self.slot, self.owner, self.content) = (slot, owner, content) }

    /// Reads the form; nothing is verified yet.
    public init(from reader: inout ByteReader) throws(WireError) {
        slot = try reader.string(atMost: JailProtocol.maximumName)
        owner = try reader.value()
        switch try reader.u8() {
        case 0: content = .inline(try reader.variable(atMost: Self.maximumInlineBytes))
        case 1:
            content = .asset(
                registration: try reader.value(), ownerSigningKey: try reader.variable(atMost: Self.maximumKeyBytes),
                ledgerOrigin: try reader.string(atMost: Self.maximumOriginBytes),
                keyEnvelope: try reader.variable(atMost: Self.maximumEnvelopeBytes))
        default: throw .invalid("an input that is neither inline nor an asset")
        }
    }

    /// Appends the encoding of docs/spec/execution.md.
    public func encode(into writer: inout ByteWriter) {
        writer.string(slot)
        writer.value(owner)
        switch content {
        case .inline(let bytes):
            writer.u8(0)
            writer.variable(bytes)
        case .asset(let registration, let ownerSigningKey, let ledgerOrigin, let keyEnvelope):
            writer.u8(1)
            writer.value(registration)
            writer.variable(ownerSigningKey)
            writer.string(ledgerOrigin)
            writer.variable(keyEnvelope)
        }
    }
}
