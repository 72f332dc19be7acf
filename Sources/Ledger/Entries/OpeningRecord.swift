import Wire

/// What the journal itself writes at each opening: random bytes, the witness policy, the ledger's time.
struct OpeningRecord {
    static let instanceBytes = 32
    static let policyBytes = 32

    let instance: [UInt8]
    let policy: [UInt8]
    let time: UInt64

    init(instance: [UInt8], policy: [UInt8], time: UInt64) {
        self.instance = instance
        self.policy = policy
        self.time = time
    }

    /// Reads an opening entry's record; nil for any other.
    init?(_ record: LedgerRecord) {
        guard record.fields.map(\.name) == ["instance", "policy", "time"], let time = record.fields[2].value.bigEndianTime,
            record.fields[0].value.count == Self.instanceBytes, record.fields[1].value.count == Self.policyBytes
        else { return nil }
        self.init(instance: record.fields[0].value, policy: record.fields[1].value, time: time)
    }

    var record: LedgerRecord {
        LedgerRecord(fields: [.init("instance", instance), .init("policy", policy), .init("time", time.bigEndianBytes)])
    }
}

/// The time, written down by the journal so that it survives an opening without a quorum.
struct TimeRecord {
    let time: UInt64

    init(time: UInt64) { self.time = time }

    /// Reads a time entry's record; nil for any other.
    init?(_ record: LedgerRecord) {
        guard record.fields.map(\.name) == ["time"], let time = record.fields[0].value.bigEndianTime else { return nil }
        self.init(time: time)
    }

    var record: LedgerRecord { LedgerRecord(fields: [.init("time", time.bigEndianBytes)]) }
}

extension UInt64 {
    fileprivate var bigEndianBytes: [UInt8] {
        var writer = ByteWriter()
        writer.u64(self)
        return writer.bytes
    }
}

extension [UInt8] {
    fileprivate var bigEndianTime: UInt64? {
        var reader = ByteReader(self)
        guard count == 8, let time = try? reader.u64(), time <= CosignerKey.maximumTime else { return nil }
        return time
    }
}
