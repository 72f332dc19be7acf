import Wire

/// Registers of one bank that a quote covers: TPMS_PCR_SELECTION (TPM 2.0 Library, part 2, 10.6.2).
package struct PCRSelection: Hashable, Sendable {
    /// The most bytes of a bitmap: 32 registers, of which 24 exist on a PC client.
    static let maximumBitmapLength = 4
    /// The most banks of one quote.
    package static let maximumCount = 4

    /// The bank.
    package let hash: TPMHash
    /// The registers, register 0 in the lowest bit.
    private let bitmap: UInt32

    /// The registers, ascending.
    package var registers: [UInt8] { (0..<32).filter(contains) }

    /// Whether no register is selected.
    var isEmpty: Bool { bitmap == 0 }

    /// Whether the register is selected.
    func contains(_ register: UInt8) -> Bool { register < 32 && bitmap >> UInt32(register) & 1 == 1 }

    /// Reads a selection: algorithm, length of the bitmap in bytes, bitmap with register 0 in the lowest bit.
    init(from reader: inout ByteReader) throws(WireError) {
        hash = try TPMHash(from: &reader)
        let length = Int(try reader.u8())
        guard length <= Self.maximumBitmapLength else { throw .tooLong(limit: Self.maximumBitmapLength) }
        var bitmap: UInt32 = 0
        for index in 0..<UInt32(length) { bitmap |= UInt32(try reader.u8()) << (8 * index) }
        self.bitmap = bitmap
    }

    /// Reads TPML_PCR_SELECTION: a count and as many selections, no bank twice.
    static func list(from reader: inout ByteReader) throws(WireError) -> [PCRSelection] {
        let selections = try reader.array(atMost: maximumCount) { (reader) throws(WireError) in try PCRSelection(from: &reader) }
        for (place, selection) in selections.enumerated() where selections[..<place].contains(where: { $0.hash == selection.hash }) {
            throw .invalid("a bank selected twice")
        }
        return selections
    }

    /// The one encoding that measurements cover: algorithm, count of registers, registers.
    func encode(into writer: inout ByteWriter) {
        writer.u16(hash.rawValue)
        writer.variable(registers)
    }
}
