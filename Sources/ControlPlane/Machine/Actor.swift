public import Wire

/// Who asks, as the session established it; never what a message claims.
public enum Actor: Hashable, Sendable, WireCodable {
    /// A registered party.
    case party(PartyID)
    /// The holder of a P-256 key (X9.63, 65 bytes) that may be registered or not.
    case unregistered(signingKey: [UInt8])
    /// An attested executor, by the text form of its measurement.
    case executor(measurement: String)
    /// The control node itself.
    case system

    /// The party that this is or would become; nil for nodes.
    public var partyID: PartyID? {
        switch self {
        case .party(let id): id
        case .unregistered(let signingKey): PartyID(signingKey: signingKey)
        case .executor, .system: nil
        }
    }

    /// Reads it.
    public init(from reader: inout ByteReader) throws(WireError) {
        switch try reader.u8() {
        case 0: self = .system
        case 1: self = .party(try reader.value())
        case 2: self = .unregistered(signingKey: try reader.fixed(SigningKey.publicKeyBytes))
        case 3: self = .executor(measurement: try reader.measurement())
        default: throw .invalid("an unknown actor")
        }
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .system: writer.u8(0)
        case .party(let id):
            writer.u8(1)
            writer.value(id)
        case .unregistered(let signingKey):
            writer.u8(2)
            writer.fixed(signingKey)
        case .executor(let measurement):
            writer.u8(3)
            writer.string(measurement)
        }
    }
}
