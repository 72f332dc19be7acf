/// A sequence of pairs of object identifier and value, of which each identifier is one number below a common one.
struct PCKFields {
    private var values: [UInt8: DERElement] = [:]

    init(in reader: DERReader, below prefix: [UInt8], numbers: ClosedRange<UInt8>) throws(DERError) {
        var reader = reader
        try self.init(in: &reader, below: prefix, numbers: numbers)
        try reader.finish()
    }

    /// Reads the sequence; every number of it must be known, and none may come twice.
    init(in reader: inout DERReader, below prefix: [UInt8], numbers: ClosedRange<UInt8>) throws(DERError) {
        var pairs = try reader.open(DERReader.Tag.sequence)
        while !pairs.isAtEnd {
            var pair = try pairs.open(DERReader.Tag.sequence)
            let name = try pair.next(DERReader.Tag.objectIdentifier).content
            guard name.dropLast().elementsEqual(prefix), let number = name.last, numbers.contains(number) else {
                throw .value("an unknown field")
            }
            let value = try pair.next()
            try pair.finish()
            guard values.updateValue(value, forKey: number) == nil else { throw .value("a field twice") }
        }
    }

    func has(_ number: UInt8) -> Bool { values[number] != nil }

    /// A reader over the field's whole element.
    func reader(_ number: UInt8) throws(DERError) -> DERReader {
        guard let value = values[number] else { throw .value("no field \(number)") }
        return DERReader(value.encoded)
    }

    func bytes(_ number: UInt8, count: Int) throws(DERError) -> [UInt8] {
        var reader = try reader(number)
        let bytes = try reader.octetString()
        guard bytes.count == count else { throw .value("a field of another length") }
        return Array(bytes)
    }

    /// An INTEGER, or an ENUMERATED.
    func integer(_ number: UInt8, atMost limit: Int) throws(DERError) -> Int {
        var reader = try reader(number)
        let tag = reader.nextTag == DERReader.Tag.enumerated ? DERReader.Tag.enumerated : DERReader.Tag.integer
        let content = try reader.integer(tag)
        guard content.count <= 4, content.first.map({ $0 < 0x80 }) == true else { throw .value("a number out of range") }
        let value = content.reduce(0) { $0 << 8 | Int($1) }
        guard value <= limit else { throw .value("a number out of range") }
        return value
    }

    /// A BOOLEAN; nil where the field is missing.
    func boolean(_ number: UInt8) throws(DERError) -> Bool? {
        guard has(number) else { return nil }
        var reader = try reader(number)
        return try reader.boolean()
    }
}
