/// One CBOR data item of the strict subset that attestation formats use (docs/spec/cbor.md).
///
/// Integers, byte and text strings, arrays, maps, tags, Booleans and null; no floating point, no `undefined`, no other simple value. Every
/// value has exactly one encoding, and so two values are equal where their encodings are: text is never compared by Unicode equivalence.
public indirect enum CBOR: Sendable {
    /// 0 and above.
    case unsigned(UInt64)
    /// −1 − n, for the n that is carried.
    case negative(UInt64)
    /// A byte string.
    case bytes([UInt8])
    /// A text string.
    case text(String)
    /// Items in order.
    case array([CBOR])
    /// Pairs in order, no key twice.
    case map(CBORMap)
    /// A tag's number and the one item that it is about.
    case tag(UInt64, CBOR)
    /// False or true.
    case bool(Bool)
    /// Nothing.
    case null
}

extension CBOR {
    /// The integer; nil for other items and for integers below or above `Int64`'s.
    public var integer: Int64? {
        switch self {
        case .unsigned(let value): Int64(exactly: value)
        case .negative(let value): Int64(exactly: value).map { -1 - $0 }
        default: nil
        }
    }

    /// The byte string; nil for other items.
    public var byteString: [UInt8]? {
        guard case .bytes(let value) = self else { return nil }
        return value
    }

    /// The text string; nil for other items.
    public var textString: String? {
        guard case .text(let value) = self else { return nil }
        return value
    }

    /// The array's items; nil for other items.
    public var items: [CBOR]? {
        guard case .array(let value) = self else { return nil }
        return value
    }

    /// The map; nil for other items.
    public var pairs: CBORMap? {
        guard case .map(let value) = self else { return nil }
        return value
    }

    /// The item below this tag; nil without a tag, or with another.
    public func content(ofTag number: UInt64) -> CBOR? {
        guard case .tag(number, let value) = self else { return nil }
        return value
    }
}

extension CBOR: Hashable {
    /// Whether the encodings are the same bytes.
    public static func == (left: CBOR, right: CBOR) -> Bool { left.encoded == right.encoded }

    public func hash(into hasher: inout Hasher) { hasher.combine(encoded) }
}
