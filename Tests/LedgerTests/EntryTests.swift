import Crypto
import Testing
import Wire

@testable import Ledger

@Suite struct EntryTests {
    static func chain(_ keys: LedgerKeys? = nil, origin: LedgerOrigin? = nil) throws -> EntryChain {
        try EntryChain(keys: keys ?? Fixed.keys(), origin: origin ?? Fixed.origin())
    }

    static let opening = LedgerRecord(fields: [.init("instance", [UInt8](repeating: 0x44, count: 32))])

    /// A chain with its opening entry, and a copy of it that has read that entry.
    static func pair() throws -> (writer: EntryChain, reader: EntryChain) {
        var (writer, reader) = (try chain(), try chain())
        _ = try reader.open(try writer.seal(opening, kind: .opening).entry)
        return (writer, reader)
    }

    @Test func `Sealed entries open in order to the same records and leaves`() throws {
        var (writer, reader) = try Self.pair()
        for index in 0..<20 {
            let sealed = try writer.seal(Fixed.event("event \(index)"), kind: .record)
            let opened = try reader.open(sealed.entry)
            #expect(opened.record == Fixed.event("event \(index)"))
            #expect(opened.leaf == sealed.leaf)
        }
    }

    @Test func `The format is the one written down`() throws {
        var writer = try Self.chain()
        let opening = try writer.seal(Self.opening, kind: .opening)
        let record = try writer.seal(Fixed.event("hello"), kind: .record)
        var tree = MerkleTree()
        tree.append(opening.leaf)
        tree.append(record.leaf)
        #expect(opening.leaf.description == Vectors.openingLeaf)
        #expect(opening.entry.bytes.hex == Vectors.openingEntry)
        #expect(record.leaf.description == Vectors.recordLeaf)
        #expect(record.entry.bytes.hex == Vectors.recordEntry)
        #expect(tree.root.description == Vectors.root)
        let checkpoint = try Checkpoint(origin: Fixed.origin(), size: 2, root: tree.root, keys: Fixed.keys())
        #expect(try Fixed.keys().checkpointKey(origin: Fixed.origin()).description == Vectors.verifierKey)
        #expect(String(decoding: checkpoint.bytes, as: UTF8.self) == Vectors.checkpoint)
    }

    @Test func `The format of snapshots is the one written down`() async throws {
        var writer = try Self.chain()
        let opening = try writer.seal(Self.opening, kind: .opening)
        let record = try writer.seal(Fixed.event("hello"), kind: .record)
        var tree = MerkleTree()
        for leaf in [opening.leaf, record.leaf] { tree.append(leaf) }
        let position = SnapshotPosition(epoch: 1, size: 2, head: record.leaf, root: tree.root)
        let cipher = try SnapshotCipher(keys: Fixed.keys(), origin: Fixed.origin(), position: position)
        var cutter = SnapshotCutter([Array("state".utf8), []])
        let header = SnapshotHeader(format: "cloister.test/v1", openTiles: try tree.openTiles(size: 2))
        let (content, isLast) = try cutter.next()
        let parts = [
            try cipher.seal(header.wireBytes, index: 0, isLast: false), try cipher.seal(content, index: 1, isLast: isLast),
        ]
        var digest = SnapshotDigest(origin: try Fixed.origin(), position: position)
        for part in parts { digest.add(part.wireBytes) }
        #expect(parts.map(\.wireBytes.hex) == [Vectors.snapshotHeader, Vectors.snapshotState])
        #expect(digest.value.description == Vectors.snapshotDigest)
        let claim = try writer.seal(SnapshotClaim(size: 2, digest: digest.value).record, kind: .snapshot)
        #expect(claim.leaf.description == Vectors.claimLeaf)
        #expect(claim.entry.bytes.hex == Vectors.claimEntry)
    }

    @Test func `Every flipped bit and every truncation of an entry is refused`() throws {
        var (writer, reader) = try Self.pair()
        let entry = try writer.seal(Fixed.event("hello"), kind: .record).entry
        for index in entry.bytes.indices {
            for bit in 0..<8 {
                var bytes = entry.bytes
                bytes[index] ^= 1 << bit
                var copy = reader
                #expect(throws: LedgerError.of(.damagedEntry)) { try copy.open(SealedEntry(sequence: 1, bytes: bytes)) }
            }
        }
        for length in 0..<entry.bytes.count {
            var copy = reader
            #expect(throws: LedgerError.of(.damagedEntry)) {
                try copy.open(SealedEntry(sequence: 1, bytes: Array(entry.bytes.prefix(length))))
            }
        }
        #expect(throws: LedgerError.of(.damagedEntry)) { try reader.open(SealedEntry(sequence: 1, bytes: entry.bytes + [0])) }
    }

    @Test func `[62][63] An entry opens under its own keys, ledger, kind, epoch and predecessor only`() throws {
        let (writer, reader) = try Self.pair()
        var good = writer
        let entry = try good.seal(Fixed.event("hello"), kind: .record).entry

        var otherKeys = try Self.chain(Fixed.keys(0x12))
        _ = try otherKeys.seal(Self.opening, kind: .opening)
        #expect(throws: LedgerError.of(.damagedEntry)) { try otherKeys.open(entry) }

        var otherOrigin = try Self.chain(origin: Fixed.origin("cloister.example/ledger/2"))
        _ = try otherOrigin.seal(Self.opening, kind: .opening)
        #expect(throws: LedgerError.of(.damagedEntry)) { try otherOrigin.open(entry) }

        var otherHead = try Self.chain()
        _ = try otherHead.seal(LedgerRecord(fields: [.init("instance", [1])]), kind: .opening)
        #expect(throws: LedgerError.of(.damagedEntry)) { try otherHead.open(entry) }

        for (offset, value) in [(1, UInt8(1)), (9, 2), (9, 0)] {
            var bytes = entry.bytes
            bytes[offset] = value
            var copy = reader
            #expect(throws: LedgerError.of(.damagedEntry)) { try copy.open(SealedEntry(sequence: 1, bytes: bytes)) }
        }
    }

    @Test func `[59][129] A cloned process repeats a key only for the same plaintext at the same place`() throws {
        let (original, _) = try Self.pair()
        var (first, second, third) = (original, original, original)
        let (one, two, three) = (
            try first.seal(Fixed.event("same"), kind: .record), try second.seal(Fixed.event("same"), kind: .record),
            try third.seal(Fixed.event("else"), kind: .record)
        )
        #expect(one.entry == two.entry)
        #expect(one.leaf == two.leaf)
        let synthetics = try [one, three].map { try EntryEnvelope(wireBytes: $0.entry.bytes).synthetic }
        #expect(synthetics[0] != synthetics[1])
        // The same plaintext at the next place.
        let next = try EntryEnvelope(wireBytes: try first.seal(Fixed.event("same"), kind: .record).entry.bytes)
        #expect(next.synthetic != synthetics[0])
        let ciphertext = try EntryEnvelope(wireBytes: one.entry.bytes).ciphertext
        #expect(next.ciphertext != ciphertext)
        // The same plaintext at the same place after another predecessor.
        _ = try second.seal(Fixed.event("x"), kind: .record)
        let other = try EntryEnvelope(wireBytes: try second.seal(Fixed.event("same"), kind: .record).entry.bytes)
        _ = try third.seal(Fixed.event("y"), kind: .record)
        let another = try EntryEnvelope(wireBytes: try third.seal(Fixed.event("same"), kind: .record).entry.bytes)
        #expect(other.synthetic != another.synthetic)
    }

    @Test func `[40][129] Two copies of one state that are both opened never share a key`() async throws {
        let store = MemoryLedgerStore()
        _ = try await Journal.fresh(store)
        let copy = MemoryLedgerStore(store.contents)
        let (one, _) = try await Journal.reopen(store)
        let (two, _) = try await Journal.reopen(copy)
        #expect(try one.checkpoint.root != two.checkpoint.root)
        for journal in [one, two] {
            try await journal.whileRunning { try await journal.append([Fixed.event("same")]) }
        }
        let entries = try [store, copy].map { try EntryEnvelope(wireBytes: $0.contents[2].bytes) }
        #expect(entries[0].synthetic != entries[1].synthetic)
        #expect(entries[0].ciphertext != entries[1].ciphertext)
    }

    @Test func `The stored bytes say nothing that can be compared with a guessed plaintext`() throws {
        var (writer, _) = try Self.pair()
        let record = Fixed.event("guess me")
        let bytes = try writer.seal(record, kind: .record).entry.bytes
        let guesses = [record.wireBytes, EntryPlaintext.encode(record), Array("guess me".utf8)]
        for guess in guesses {
            let digest = Array(SHA256.hash(data: guess))
            #expect(!bytes.indices.contains { bytes[$0...].starts(with: digest) })
        }
    }

    @Test func `[65] A record beyond the limits is refused before it is sealed`() async throws {
        let journal = try await Journal.fresh(MemoryLedgerStore())
        let field = { @Sendable (count: Int) in LedgerRecord.Field("event", [UInt8](repeating: 1, count: count)) }
        let largest = LedgerRecord.maximumBytes - LedgerRecord(fields: [field(0)]).wireBytes.count
        let bad = [
            LedgerRecord(fields: []), LedgerRecord(fields: [field(largest + 1)]), LedgerRecord(fields: [field(1), field(1)]),
            LedgerRecord(fields: [.init("", [])]), LedgerRecord(fields: [.init("Kind", [])]),
            LedgerRecord(fields: [.init(String(repeating: "a", count: 65), [])]),
            LedgerRecord(fields: (0..<17).map { .init("f\($0)", []) }),
        ]
        for record in bad {
            #expect(throws: LedgerError.of(.invalidRecord)) { try journal.enqueue([record]) }
        }
        #expect(throws: LedgerError.of(.invalidRecord)) { try journal.enqueue([]) }
        try await journal.whileRunning { try await journal.append([LedgerRecord(fields: [field(largest)])]) }
        #expect(try journal.size == 2)
    }

    @Test func `Padding hides the length within an eighth, and no other padding opens`() throws {
        for length in 1...5000 {
            let padded = EntryPlaintext.paddedLength(length)
            #expect(padded >= max(length, 128))
            #expect(padded == 128 || padded <= length + length / 8)
            #expect(EntryPlaintext.paddedLength(padded) == padded)
        }
        let plaintext = EntryPlaintext.encode(Fixed.event("hello"))
        #expect(plaintext.count == 128)
        #expect(try EntryPlaintext.decode(plaintext) == Fixed.event("hello"))
        var dirty = plaintext
        dirty[127] = 1
        for bad in [dirty, Array(plaintext.dropLast()), plaintext + [0]] {
            #expect(throws: WireError.self) { try EntryPlaintext.decode(bad) }
        }
    }
}
