/// Reads a bundle's CBOR from front to back, and takes nothing but the one encoding: nothing needs to be encoded anew to know that.
///
/// Each head must be of the kind that is expected and as short as its number allows (RFC 8949, section 4.2.1); what is read is a slice of the
/// input, so that no length is believed before the bytes are there.
struct BundleReader {
    private let bytes: [UInt8]
    private var place: Int

    /// The kinds of items in a bundle: CBOR's major types.
    enum Kind: UInt8 {
        case unsigned = 0
        case byteString = 2
        case text = 3
        case array = 4
        case map = 5
    }

    init(_ bytes: [UInt8], from place: Int) {
        self.bytes = bytes
        self.place = place
    }

    /// Whether all was read.
    var isAtEnd: Bool { place == bytes.count }

    /// The number in the next head: a value, a length, or how many members follow.
    mutating func head(_ kind: Kind) throws(AttestationError) -> Int {
        guard place < bytes.count else { throw EndorsementBundle.malformed("it ends inside an item") }
        let first = bytes[place]
        place += 1
        guard first >> 5 == kind.rawValue else { throw EndorsementBundle.malformed("an item is of another kind") }
        let detail = first & 31
        guard detail >= 24 else { return Int(detail) }
        // Nothing in a bundle needs more than 16 bits: the whole has fewer bytes than that.
        guard detail <= 25 else { throw EndorsementBundle.malformed("a number is too long, or of no definite length") }
        let width = detail == 24 ? 1 : 2
        guard bytes.count - place >= width else { throw EndorsementBundle.malformed("it ends inside an item") }
        var value = 0
        for _ in 0..<width {
            value = value << 8 | Int(bytes[place])
            place += 1
        }
        guard value >= (width == 1 ? 24 : 0x100) else {
            throw EndorsementBundle.malformed("a number takes more bytes than it needs")
        }
        return value
    }

    /// The next string's bytes.
    mutating func string(_ kind: Kind) throws(AttestationError) -> [UInt8] {
        let length = try head(kind)
        guard length <= bytes.count - place else { throw EndorsementBundle.malformed("it ends inside an item") }
        defer { place += length }
        return Array(bytes[place..<place + length])
    }

    /// The key of the next pair, which must be this one.
    mutating func key(_ key: Int) throws(AttestationError) {
        guard try head(.unsigned) == key else { throw EndorsementBundle.malformed("its members are not 0 to 6 in order") }
    }

    /// How many entries the next list has.
    mutating func count() throws(AttestationError) -> Int {
        let count = try head(.array)
        guard count <= EndorsementBundle.maximumEntries else { throw EndorsementBundle.tooMany }
        return count
    }
}
