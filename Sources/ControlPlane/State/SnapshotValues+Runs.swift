import Wire

extension RunRecord: SnapshotValue {
    func encodeSnapshot(into writer: inout ByteWriter) {
        writer.value(agreement)
        writer.value(requester)
        writer.value(key)
        // Empty for a run that the system asked for.
        writer.variable(commandDigest)
        writer.array(inputs) { $0.value($1) }
        writer.u64(admittedAt)
        writer.u8(status.rawValue)
        writer.u32(attempt)
        writer.optional(lease) { $0.value($1) }
        writer.optional(executor) { $0.string($1) }
        writer.optional(startedAt) { $0.u64($1) }
        writer.optional(finishedAt) { $0.u64($1) }
        writer.array(outputs) { $0.value($1) }
        writer.array(keys) { $0.value($1) }
        writer.optional(failure) { $0.value($1) }
    }

    init(snapshot id: RunID, _ reader: inout ByteReader) throws(WireError) {
        let slots = FunctionManifest.maximumSlots
        self.init(
            id: id, agreement: try reader.value(), requester: try reader.value(), key: try reader.value(),
            commandDigest: try reader.variable(atMost: Digests.length),
            inputs: try reader.ascending(atMost: slots, by: \.slot) { reader throws(WireError) in try reader.value() },
            admittedAt: try reader.u64())
        status = try reader.choice(RunStatus.self, "an unknown status of a run")
        attempt = try reader.u32()
        lease = try reader.optional { reader throws(WireError) in try reader.value() }
        executor = try reader.optional { reader throws(WireError) in try reader.measurement() }
        startedAt = try reader.optional { reader throws(WireError) in try reader.u64() }
        finishedAt = try reader.optional { reader throws(WireError) in try reader.u64() }
        outputs = try reader.ascending(atMost: slots, by: \.slot) { reader throws(WireError) in try reader.value() }
        keys = try reader.array(atMost: slots * BoundOutput.maximumRecipients) { reader throws(WireError) in try reader.value() }
        failure = try reader.optional { reader throws(WireError) in try reader.value() }
    }
}

extension Holdings: SnapshotValue, SnapshotReadable {
    private static let maximumPinned = 1 << 20

    func encodeSnapshot(into writer: inout ByteWriter) {
        writer.value(functions)
        writer.array(pinned.sorted { $0.key < $1.key }) {
            $0.value($1.key)
            $0.u64(UInt64($1.value))
        }
        writer.u64(UInt64(ownFunctions))
        writer.value(assets)
        writer.value(agreements)
        writer.u64(UInt64(ownAgreements))
        writer.value(contacts)
        writer.value(runs)
        writer.value(finishedRuns)
        writer.value(requests)
        writer.u64(storedBytes)
    }

    init(snapshot reader: inout ByteReader) throws(WireError) {
        functions = try reader.value()
        let pins = try reader.ascending(atMost: Self.maximumPinned, by: \.function) { reader throws(WireError) in
            (function: try reader.value(FunctionDigest.self), count: try reader.count())
        }
        pinned = Dictionary(pins.map { ($0.function, $0.count) }) { first, _ in first }
        ownFunctions = try reader.count()
        assets = try reader.value()
        agreements = try reader.value()
        ownAgreements = try reader.count()
        contacts = try reader.value()
        runs = try reader.value()
        finishedRuns = try reader.value()
        requests = try reader.value()
        storedBytes = try reader.u64()
    }
}

extension RequestMemory: WireEncodable, WireDecodable {
    func encode(into writer: inout ByteWriter) {
        writer.value(order)
        writer.array(order.keys) { writer, key in
            guard let record = records[key] else { return }
            writer.fixed(record.commandDigest)
            writer.value(record.outcome)
            writer.u64(record.at)
        }
    }

    init(from reader: inout ByteReader) throws(WireError) {
        self.init()
        let order: OrderedIndex<IdempotencyKey> = try reader.value()
        let records = try reader.array(atMost: order.count) { reader throws(WireError) in
            Record(commandDigest: try reader.fixed(Digests.length), outcome: try reader.value(), at: try reader.u64())
        }
        guard records.count == order.count else { throw .invalid("requests without what was asked") }
        restore(order, records)
    }
}

extension ByteReader {
    /// Reads a count that fits into memory.
    fileprivate mutating func count() throws(WireError) -> Int {
        let value = try u64()
        guard value <= 1 << 48 else { throw .invalid("a count that no state has") }
        return Int(value)
    }
}
