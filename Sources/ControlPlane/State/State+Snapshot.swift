import Wire

extension State {
    func encodeValues(_ writer: inout ByteWriter) {
        writer.optional(configuration) { $0.value($1) }
        writer.u64(time)
        writer.u64(eventCount)
        writer.u64(lastFence)
        writer.value(partyOrder)
        writer.value(publicFunctions)
        writer.value(publicOwners)
        writer.value(queue)
        writer.value(running)
        writer.optional(recovery) { $0.value($1) }
    }

    mutating func decodeValues(_ reader: inout ByteReader) throws(WireError) {
        configuration = try reader.optional { reader throws(WireError) in try reader.value() }
        time = try reader.u64()
        eventCount = try reader.u64()
        lastFence = try reader.u64()
        partyOrder = try reader.value()
        publicFunctions = try reader.value()
        publicOwners = try reader.value()
        queue = try reader.value()
        running = try reader.value()
        recovery = try reader.optional { reader throws(WireError) in try reader.value() }
    }

    /// Builds what follows from the tables, and says whether they name only what is there.
    mutating func deriveTables() -> Bool {
        suspended = Set(parties.values.filter(\.isSuspended).map(\.id))
        payloadBytes = functions.values.reduce(0) { $0 &+ UInt64($1.payload.count) }
        functionNames = Dictionary(functions.values.map { (FunctionName($0.document.body), $0.digest) }) { first, _ in first }
        runKeys = Dictionary(runs.values.map { (RunKey(requester: $0.requester, key: $0.key), $0.id) }) { first, _ in first }
        return functionNames.count == functions.count && runKeys.count == runs.count
            && partyOrder.count == parties.count && partyOrder.keys.allSatisfy { parties[$0] != nil }
            && (queue.keys + running.keys).allSatisfy { runs[$0] != nil }
            && agreementRuns.allSatisfy { agreements[$0.key] != nil && $0.value.keys.allSatisfy { runs[$0] != nil } }
            && runs.values.allSatisfy { agreements[$0.agreement] != nil }
    }
}

extension OrderedIndex: WireEncodable, WireDecodable where Key: Identifier {
    /// The most keys of an index in a snapshot.
    static var maximumKeys: Int { 1 << 24 }

    func encode(into writer: inout ByteWriter) {
        writer.u64(nextPosition)
        writer.array(positioned) {
            $0.u64($1.position)
            $0.value($1.key)
        }
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let next = try reader.u64()
        let entries = try reader.array(atMost: Self.maximumKeys) { reader throws(WireError) in
            (position: try reader.u64(), key: try reader.value(Key.self))
        }
        guard let index = OrderedIndex(entries, next: next) else {
            throw .invalid("an index whose positions do not ascend, or with a key twice")
        }
        self = index
    }
}
