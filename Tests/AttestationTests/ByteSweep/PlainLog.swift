/// A crypto-agile boot event log in parts: which bytes of it no register vouches for.
struct PlainLog {
    /// The log with at most 8 bytes of each event's data: what was measured is long, and nobody signed it.
    private(set) var bytes: [UInt8]
    /// The header's register and digest; in its data the class of the platform, versions and a width.
    private(set) var header: Set<Int> = []
    /// Kinds of events that extend.
    private(set) var kinds: Set<Int> = []
    /// What events say of themselves.
    private(set) var data: Set<Int> = []
    /// SHA-1 digests of events.
    private(set) var weak: Set<Int> = []
    /// All of an event that extends nothing, but its kind and lengths.
    private(set) var silent: Set<Int> = []

    /// `banks` are the log's digests: identifiers and lengths, in the events' order.
    init(_ log: [UInt8], banks: [(id: Int, length: Int)]) {
        func number(_ at: Int) -> Int { (0..<4).reduce(0) { $0 | Int(log[at + $1]) << (8 * $1) } }
        header = Set(0..<4).union(8..<28).union(48..<56)
        var place = 32 + number(28)
        bytes = Array(log[..<place])
        let digests = banks.reduce(0) { $0 + 2 + $1.length }
        while place < log.count {
            let extends = number(place + 4) != 3
            let data = place + 12 + digests
            // A locality is read, and so kept whole.
            let kept = min(extends ? 8 : 32, number(data))
            if extends { kinds.formUnion(bytes.count + 4..<bytes.count + 8) }
            var digest = bytes.count + 12
            for bank in banks {
                if bank.id == 4 { weak.formUnion(digest + 2..<digest + 2 + bank.length) }
                if !extends { silent.formUnion(digest + 2..<digest + 2 + bank.length) }
                digest += 2 + bank.length
            }
            bytes += log[place..<data] + [UInt8(kept), 0, 0, 0]
            (extends ? self.data.formUnion(bytes.count..<bytes.count + kept) : silent.formUnion(bytes.count..<bytes.count + kept))
            bytes += log[data + 4..<data + 4 + kept]
            place = data + 4 + number(data)
        }
    }
}
