public import Wire

/// What fills a slot of an agreement.
public enum InputBinding: Hashable, Sendable, WireCodable {
    /// This asset, in every run.
    case asset(AssetID)
    /// Whatever this party gives with each run: an asset of its own, or bytes.
    case provided(by: PartyID)

    /// Reads it.
    public init(from reader: inout ByteReader) throws(WireError) {
        switch try reader.u8() {
        case 0: self = .asset(try reader.value())
        case 1: self = .provided(by: try reader.value())
        default: throw .invalid("an unknown input binding")
        }
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .asset(let asset):
            writer.u8(0)
            writer.value(asset)
        case .provided(let party):
            writer.u8(1)
            writer.value(party)
        }
    }
}

/// An input slot and what fills it.
public struct BoundInput: Hashable, Sendable, WireCodable {
    /// The slot's name.
    public var slot: String
    /// What fills it.
    public var binding: InputBinding

    /// A binding of a slot.
    public init(slot: String, binding: InputBinding) { (self.slot, self.binding) = (slot, binding) }

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        slot = try reader.identifier()
        binding = try reader.value()
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.string(slot)
        writer.value(binding)
    }
}
