import Wire

extension ByteReader {
    mutating func identifier() throws(WireError) -> String {
        try text(atMost: Syntax.maximumIdentifierBytes, "a name that is not 1 to 64 of a-z 0-9 . _ -", Syntax.isIdentifier)
    }

    mutating func displayName() throws(WireError) -> String {
        try text(
            atMost: Syntax.maximumDisplayNameBytes, "a display name that is not 1 to 128 bytes of printable text", Syntax.isDisplayName)
    }

    mutating func version() throws(WireError) -> String {
        try text(atMost: Syntax.maximumVersionBytes, "a version that is not a semantic version", Syntax.isVersion)
    }

    mutating func origin() throws(WireError) -> String {
        try text(atMost: Syntax.maximumOriginBytes, "a ledger origin with other characters than a-z 0-9 . _ - / :", Syntax.isOrigin)
    }

    mutating func measurement() throws(WireError) -> String {
        try text(atMost: Syntax.maximumMeasurementBytes, "a measurement with other characters than a-z 0-9 . _ - :", Syntax.isMeasurement)
    }

    mutating func text(
        atMost limit: Int, _ complaint: String, _ isValid: (String) -> Bool
    ) throws(WireError) -> String {
        let text = try string(atMost: limit)
        guard isValid(text) else { throw .invalid(complaint) }
        return text
    }

    /// Reads an array whose keys must ascend strictly: one encoding for a set, and no duplicates.
    mutating func ascending<Element, Key: Comparable>(
        atMost limit: Int, by key: (Element) -> Key, _ read: (inout ByteReader) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        let elements = try array(atMost: limit, read)
        guard zip(elements, elements.dropFirst()).allSatisfy({ key($0) < key($1) }) else {
            throw .invalid("a list that does not ascend strictly")
        }
        return elements
    }

    /// Reads a one-byte case of an enumeration.
    mutating func choice<Choice: RawRepresentable>(
        _ type: Choice.Type = Choice.self, _ complaint: String
    ) throws(WireError) -> Choice where Choice.RawValue == UInt8 {
        guard let choice = Choice(rawValue: try u8()) else { throw .invalid(complaint) }
        return choice
    }
}
