/// What happened, in order: its digest, and for whoever replays a seed its lines.
///
/// Says nothing that depends on keys, hashes or addresses, so that two runs of one seed have one digest.
struct Trace {
    private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    private(set) var count = 0
    private let show: (@Sendable (String) -> Void)?

    /// - Parameter show: Is handed each line.
    init(show: (@Sendable (String) -> Void)?) { self.show = show }

    /// Adds an event at a virtual time.
    mutating func note(_ text: String, at time: Int) {
        mix(UInt64(time))
        for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        count += 1
        if let show { show("\(padded(time / 1_000_000)).\(padded(time % 1_000_000, 6))  \(text)") }
    }

    /// Adds a decision of the scheduler, without a line.
    mutating func mix(_ number: UInt64) { digest = (digest ^ number) &* 0x0000_0100_0000_01b3 }

    private func padded(_ number: Int, _ width: Int = 3) -> String {
        let digits = String(number)
        return String(repeating: width == 3 ? " " : "0", count: max(0, width - digits.count)) + digits
    }
}
