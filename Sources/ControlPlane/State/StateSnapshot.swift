import Wire

/// The state as a sequence of items for a snapshot (docs/spec/documents.md, "State"), made one by one: no encoding of the whole is ever in memory.
///
/// The first item has the single values, each further one an object, the last one a digest over all before it.
public struct StateSnapshot: Sequence, Sendable {
    /// Names the encoding.
    public static let format = "cloister/control-state/v2"

    /// What an item holds: its first byte. Items come in this order, those of a kind in that of their keys.
    enum Kind: UInt8, CaseIterable {
        case values = 1
        case party, function, asset, agreement, run, holdings, agreementRuns, blob, digest
    }

    private let state: State

    /// A snapshot of a state; copies of the state that change do not change it.
    public init(_ state: State) { self.state = state }

    /// Hands the items out.
    public func makeIterator() -> Iterator { Iterator(state) }

    /// Hands the items out one by one.
    public struct Iterator: IteratorProtocol {
        private var groups: [AnyIterator<[UInt8]>]
        private var digest = StateDigest()
        private var isFinished = false

        init(_ state: State) {
            let one: [AnyIterator<[UInt8]>] = [
                AnyIterator(CollectionOfOne(Self.item(.values, state.encodeValues)).makeIterator()),
                Self.table(.party, state.parties), Self.table(.function, state.functions),
            ]
            let two: [AnyIterator<[UInt8]>] = [
                Self.table(.asset, state.assets), Self.table(.agreement, state.agreements), Self.table(.run, state.runs),
                Self.table(.holdings, state.holdings), Self.runs(state), Self.blobs(state),
            ]
            groups = (one + two).reversed()
        }

        /// The next item; nil after the digest.
        public mutating func next() -> [UInt8]? {
            while let group = groups.last {
                if let item = group.next() {
                    digest.add(item)
                    return item
                }
                groups.removeLast()
            }
            guard !isFinished else { return nil }
            isFinished = true
            return Self.item(.digest) { $0.fixed(digest.value) }
        }

        private static func item(_ kind: Kind, _ write: (inout ByteWriter) -> Void) -> [UInt8] {
            var writer = ByteWriter()
            writer.u8(kind.rawValue)
            write(&writer)
            return writer.bytes
        }

        private static func table<Key: Identifier>(_ kind: Kind, _ table: [Key: some SnapshotValue]) -> AnyIterator<[UInt8]> {
            var keys = table.keys.sorted().makeIterator()
            return AnyIterator {
                guard let key = keys.next(), let value = table[key] else { return nil }
                return item(kind) {
                    $0.value(key)
                    value.encodeSnapshot(into: &$0)
                }
            }
        }

        private static func runs(_ state: State) -> AnyIterator<[UInt8]> {
            var keys = state.agreementRuns.keys.sorted().makeIterator()
            return AnyIterator {
                guard let key = keys.next() else { return nil }
                return item(.agreementRuns) {
                    $0.value(key)
                    $0.value(state.agreementRuns[key] ?? OrderedIndex())
                    $0.optional(state.agreementActiveRuns[key]) { $0.value($1) }
                }
            }
        }

        private static func blobs(_ state: State) -> AnyIterator<[UInt8]> {
            var keys = state.blobUses.keys.sorted { $0.lexicographicallyPrecedes($1) }.makeIterator()
            return AnyIterator {
                guard let key = keys.next() else { return nil }
                return item(.blob) {
                    $0.fixed(key)
                    $0.u64(UInt64(state.blobUses[key] ?? 0))
                }
            }
        }
    }
}

/// What a table of the state holds, in a snapshot: everything that its own encoding for the digest leaves out too.
protocol SnapshotValue {
    func encodeSnapshot(into writer: inout ByteWriter)
}

/// What can be read back without knowing its key.
protocol SnapshotReadable {
    init(snapshot reader: inout ByteReader) throws(WireError)
}
