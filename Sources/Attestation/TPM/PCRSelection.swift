import Wire

/// Registers of one bank that a quote covers: TPMS_PCR_SELECTION (TPM 2.0 Library, part 2, 10.6.2).
package struct PCRSelection: Hashable, Sendable {
    /// The most bytes of a bitmap: 32 registers, of which 24 exist on a PC client.
    static let maximumBitmapLength = 4
    /// The most banks of one quote.
    package static let maximumCount = 4

    /// The bank.
    package let hash: TPMHash
    /// The registers, ascending.
    package let registers: [UInt8]

    /// Reads a selection: algorithm, length of the bitmap in bytes, bitmap with register 0 in the lowest bit.
    init(from reader: inout ByteReader) throws(WireError) {
        hash = try TPMHash(from: &reader)
        let length = Int(try reader.u8())
        guard length <= Self.maximumBitmapLength else { throw .tooLong(limit: Self.maximumBitmapLength) }
        let bitmap = try reader.fixed(length)
        registers = (0..<UInt8(length * 8)).filter { bitmap[Int($0 / 8)] >> ($0 % 8) & 1 == 1 }
    }

    /// Reads TPML_PCR_SELECTION: a count and as many selections, no bank twice.
    static func list(from reader: inout ByteReader) throws(WireError) -> [PCRSelection] {
        let selections = try reader.array(atMost: maximumCount) { (reader) throws(WireError) in try PCRSelection(from: &reader) }
        guard Set(selections.map(\.hash)).count == selections.count else { throw .invalid("a bank selected twice") }
        return selections
    }

    /// The one encoding that measurements cover: algorithm, count of registers, registers.
    func encode(into writer: inout ByteWriter) {
        writer.u16(hash.rawValue)
        writer.variable(registers)
    }
}
