extension UInt64 {
    /// Reads the one canonical form of a number in a line of text: digits without leading zeros.
    package init?(decimal digits: some Collection<UInt8>) {
        guard !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        guard digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
        self.init(String(decoding: digits, as: UTF8.self))
    }
}
