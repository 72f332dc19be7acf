/// Values of registers of one bank, as they travel beside a quote: worth nothing until a quote's digest covers them.
package struct PCRBank: Hashable, Sendable {
    /// The bank's algorithm, which fixes the values' length.
    package let hash: TPMHash
    /// Values by register, 0 to 31.
    package let values: [UInt8: [UInt8]]

    /// A bank; nil if a value is not of the algorithm's length or a register is above 31.
    package init?(hash: TPMHash, values: [UInt8: [UInt8]]) {
        guard values.allSatisfy({ $0.key < 32 && $0.value.count == hash.length }) else { return nil }
        self.hash = hash
        self.values = values
    }

    /// What the quote's digest is over: the values of each selection in its order, one after the other. Nil if one is not there.
    static func concatenation(of selections: [PCRSelection], in banks: [PCRBank]) -> [UInt8]? {
        var bytes: [UInt8] = []
        for selection in selections {
            guard let bank = banks.first(where: { $0.hash == selection.hash }) else { return nil }
            for register in selection.registers {
                guard let value = bank.values[register] else { return nil }
                bytes += value
            }
        }
        return bytes
    }
}
