import Wire

/// The file of registers that tpm2-tools writes beside a quote: a TPML_PCR_SELECTION and TPML_DIGESTs in the memory layout of a little-endian machine.
package enum TPM2ToolsRegisters {
    private static let selectionCount = 16
    private static let digestsPerList = 8

    /// The banks; throws `malformed` for anything but such a file.
    package static func banks(_ bytes: [UInt8]) throws(AttestationError) -> [PCRBank] {
        do throws(WireError) {
            var reader = ByteReader(bytes)
            let banks = try banks(from: &reader)
            try reader.finish()
            return banks
        } catch { throw AttestationError(refusing: .malformed, "the file of registers is not well-formed: \(error)") }
    }

    private static func banks(from reader: inout ByteReader) throws(WireError) -> [PCRBank] {
        let count: UInt32 = try reader.littleEndian()
        guard count <= PCRSelection.maximumCount else { throw .tooLong(limit: PCRSelection.maximumCount) }
        var selected: [(hash: TPMHash, register: UInt8)] = []
        for place in 0..<selectionCount {
            let algorithm: UInt16 = try reader.littleEndian()
            let length = Int(try reader.u8())
            let bitmap = try reader.fixed(4)
            let padding = try reader.u8()
            guard place < count else { continue }
            guard let hash = TPMHash(rawValue: algorithm), length <= 4, padding == 0 else { throw .invalid("an unknown bank") }
            selected += (0..<UInt8(length * 8)).filter { bitmap[Int($0 / 8)] >> ($0 % 8) & 1 == 1 }.map { (hash, $0) }
        }
        var values: [TPMHash: [UInt8: [UInt8]]] = [:]
        let lists: UInt32 = try reader.littleEndian()
        var rest = selected[...]
        guard lists <= 16 else { throw .tooLong(limit: 16) }
        for _ in 0..<lists {
            let used: UInt32 = try reader.littleEndian()
            guard used <= digestsPerList else { throw .tooLong(limit: digestsPerList) }
            for place in 0..<digestsPerList {
                let length = Int(try reader.littleEndian(UInt16.self))
                let digest = try reader.fixed(64)
                guard place < used else { continue }
                guard let next = rest.popFirst(), length == next.hash.length else { throw .invalid("a digest of no register") }
                values[next.hash, default: [:]][next.register] = Array(digest.prefix(length))
            }
        }
        guard rest.isEmpty else { throw .truncated }
        return values.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { PCRBank(hash: $0.key, values: $0.value) }
    }
}
