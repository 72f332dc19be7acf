public import Wire

/// Builds a state from the items of a snapshot, and refuses everything but the one sequence that ``StateSnapshot`` makes of it.
public struct StateRestoration: Sendable {
    private var state = State()
    private var digest = StateDigest()
    private var last: (kind: UInt8, key: [UInt8]) = (0, [])
    private var isFinished = false

    /// Nothing yet.
    public init() {}

    /// Takes up the next item.
    public mutating func add(_ item: [UInt8]) throws(WireError) {
        guard !isFinished, let first = item.first, let kind = StateSnapshot.Kind(rawValue: first) else {
            throw .invalid("an item that does not belong here")
        }
        var reader = ByteReader(item.dropFirst())
        guard kind.rawValue >= last.kind, kind != .values || last.kind == 0, kind == .values || last.kind != 0 else {
            throw .invalid("items in another order")
        }
        if kind == .digest {
            guard try reader.fixed(Digests.length) == digest.value else { throw .invalid("items that are not those of the digest") }
            isFinished = true
        } else {
            let key = try take(kind, &reader)
            guard kind.rawValue > last.kind || last.key.lexicographicallyPrecedes(key) else { throw .invalid("items in another order") }
            last = (kind.rawValue, key)
            digest.add(item)
        }
        try reader.finish()
    }

    /// The state, after the last item.
    public func finish() throws(WireError) -> State {
        guard isFinished else { throw .truncated }
        var state = state
        guard state.deriveTables() else { throw .invalid("a state whose tables contradict one another") }
        return state
    }

    // Returns the item's key.
    private mutating func take(_ kind: StateSnapshot.Kind, _ reader: inout ByteReader) throws(WireError) -> [UInt8] {
        switch kind {
        case .values:
            try state.decodeValues(&reader)
            return []
        case .party: return try Self.read(&reader, into: &state.parties)
        case .function: return try Self.read(&reader, into: &state.functions)
        case .asset: return try Self.read(&reader, into: &state.assets)
        case .agreement: return try Self.read(&reader, into: &state.agreements)
        case .run:
            let key: RunID = try reader.value()
            state.runs[key] = try RunRecord(snapshot: key, &reader)
            return key.bytes
        case .holdings: return try Self.read(&reader, into: &state.holdings)
        case .agreementRuns:
            let key: AgreementID = try reader.value()
            state.agreementRuns[key] = try reader.value()
            state.agreementActiveRuns[key] = try reader.optional { reader throws(WireError) in try reader.value() }
            return key.bytes
        case .blob:
            let key = try reader.fixed(Digests.length)
            let uses = try reader.u64()
            guard uses > 0, let count = Int(exactly: uses) else { throw .invalid("a blob that nobody uses") }
            state.blobUses[key] = count
            return key
        case .digest: throw .invalid("items in another order")
        }
    }

    private static func read<Key: Identifier, Value: SnapshotReadable>(
        _ reader: inout ByteReader, into table: inout [Key: Value]
    ) throws(WireError) -> [UInt8] {
        let key: Key = try reader.value()
        table[key] = try Value(snapshot: &reader)
        return key.bytes
    }
}
