/// The requests of one party that are still recognised: the newest `requestsPerParty`, for `requestSeconds`.
struct RequestMemory: Equatable, Sendable {
    struct Record: Equatable, Sendable {
        let commandDigest: [UInt8]
        let outcome: Outcome
        let at: UInt64
    }

    private(set) var records: [IdempotencyKey: Record] = [:]
    private(set) var order = OrderedIndex<IdempotencyKey>()

    /// The record of a key; nil once its time is over.
    func record(of key: IdempotencyKey, at now: UInt64, limits: Limits) -> Record? {
        guard let record = records[key], !Self.isOver(record, at: now, limits) else { return nil }
        return record
    }

    mutating func remember(_ key: IdempotencyKey, _ record: Record, limits: Limits) {
        while let oldest = order.first, let old = records[oldest],
            Self.isOver(old, at: record.at, limits) || records.count >= Int(limits.requestsPerParty)
        {
            order.remove(oldest)
            records[oldest] = nil
        }
        records[key] = record
        order.append(key)
    }

    /// Takes up what a snapshot kept, in the order of the index.
    mutating func restore(_ order: OrderedIndex<IdempotencyKey>, _ records: [Record]) {
        self.order = order
        self.records = Dictionary(zip(order.keys, records)) { first, _ in first }
    }

    private static func isOver(_ record: Record, at now: UInt64, _ limits: Limits) -> Bool {
        now >= record.at && now - record.at >= limits.requestSeconds
    }
}
