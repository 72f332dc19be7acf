import Wire

/// The table of identifiers near the end of a firmware image: entries are read backwards, each its data, a 2-byte length over all, and 16 bytes of identifier.
struct FirmwareTable {
    typealias Identifier = [UInt8]
    static let footer: Identifier = guid("96b582de", "1fb2", "45f7", "baeaa366c55a082d")
    static let hashTable: Identifier = guid("7255371f", "3a3b", "4b04", "927b1da6efa8d454")
    static let resetBlock: Identifier = guid("00f771de", "1a7e", "4fcb", "890e68c77e2fb44e")
    static let metadata: Identifier = guid("dc886566", "984a", "4798", "a75e5585a7bf67cc")
    private static let headerLength = 18
    private static let distanceFromEnd = 32

    private var entries: [Identifier: ArraySlice<UInt8>] = [:]

    /// The bytes of an identifier: the first three groups least byte first.
    static func guid(_ groups: String...) -> Identifier {
        groups.enumerated().flatMap { index, group in
            let bytes = [UInt8](hex: group) ?? []
            return index < 3 ? bytes.reversed() : bytes
        }
    }

    /// The table of an image; empty if it has none.
    init(_ image: [UInt8]) throws(WireError) {
        guard image.count >= Self.distanceFromEnd + Self.headerLength else { return }
        var end = image.count - Self.distanceFromEnd
        guard image[(end - 16)..<end].elementsEqual(Self.footer) else { return }
        let whole = Int(image[end - 18]) | Int(image[end - 17]) << 8
        guard whole >= Self.headerLength, whole <= end else { throw .invalid("a table of another length") }
        let start = end - whole
        end -= Self.headerLength
        while end - start >= Self.headerLength {
            let length = Int(image[end - 18]) | Int(image[end - 17]) << 8
            guard length >= Self.headerLength, length <= end - start else { throw .invalid("an entry of another length") }
            entries[Array(image[(end - 16)..<end])] = image[(end - length)..<(end - Self.headerLength)]
            end -= length
        }
    }

    /// The first 4 bytes of an entry as a number; nil without the entry.
    func number(_ identifier: Identifier) throws(WireError) -> UInt32? {
        guard let data = entries[identifier] else { return nil }
        var reader = ByteReader(data)
        return try reader.littleEndian()
    }
}
