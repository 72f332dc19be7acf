public import Wire

/// Who may see a function and propose agreements about it.
public enum Audience: Hashable, Sendable, WireCodable {
    /// Every registered party.
    case everyone
    /// These parties, whether or not they are registered yet.
    case parties(Set<PartyID>)

    /// The most parties that an audience lists.
    public static let maximumParties = 256

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        switch try reader.u8() {
        case 0: self = .everyone
        case 1:
            let parties = try reader.ascending(atMost: Self.maximumParties, by: { $0 }) { reader throws(WireError) in
                try reader.value(PartyID.self)
            }
            self = .parties(Set(parties))
        default: throw .invalid("an unknown audience")
        }
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .everyone: writer.u8(0)
        case .parties(let parties):
            writer.u8(1)
            writer.array(parties.sorted()) { $0.value($1) }
        }
    }
}
