import Ledger
import Wire

/// What the records of a simulated ledger amount to: their numbers in order, and the latest of their times.
struct Book: LedgerContents {
    static let snapshotFormat = "cloister.simulation/book/v1"
    private static let itemNumbers = 64

    private(set) var payloads: [UInt64] = []
    private(set) var time: UInt64 = 0

    init() {}

    init(payloads: [UInt64], time: UInt64) { (self.payloads, self.time) = (payloads, time) }

    mutating func apply(_ opened: OpenedRecord) throws {
        var reader = ByteReader(opened.record["event"] ?? [])
        payloads.append(try reader.u64())
        time = max(time, try reader.u64())
        try reader.finish()
    }

    mutating func restore(_ item: [UInt8]) throws {
        var reader = ByteReader(item)
        time = max(time, try reader.u64())
        while reader.remaining > 0 { payloads.append(try reader.u64()) }
    }

    func finishRestoring() throws {}

    var items: [[UInt8]] {
        stride(from: 0, to: max(1, payloads.count), by: Self.itemNumbers).map { start in
            var writer = ByteWriter()
            writer.u64(time)
            for payload in payloads[min(start, payloads.count)..<min(start + Self.itemNumbers, payloads.count)] { writer.u64(payload) }
            return writer.bytes
        }
    }

    /// A record with a number and a time, made longer by some zeros.
    static func record(_ payload: UInt64, at time: UInt64, padding: Int) -> LedgerRecord {
        var writer = ByteWriter()
        writer.u64(payload)
        writer.u64(time)
        return LedgerRecord(fields: [.init("event", writer.bytes), .init("padding", [UInt8](repeating: 0, count: padding))])
    }
}
