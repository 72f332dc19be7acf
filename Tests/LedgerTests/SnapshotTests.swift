import Testing
import Wire

@testable import Ledger

@Suite struct SnapshotTests {
    /// A ledger with a snapshot after each of the given numbers of events, and a few events more.
    static func ledger(_ events: [Int] = [600], tail: Int = 5, in store: any LedgerStore = MemoryLedgerStore()) async throws -> (
        store: any LedgerStore, tally: Tally, checkpoint: Checkpoint, journal: Journal
    ) {
        let journal = try await Journal.fresh(store)
        let tally = try await journal.whileRunning {
            var tally = Tally()
            for count in events {
                try await append(count, to: journal, &tally)
                try await journal.snapshot(tally)
            }
            try await append(tail, to: journal, &tally)
            return tally
        }
        return (store, tally, try journal.checkpoint, journal)
    }

    static func append(_ count: Int, to journal: Journal, _ tally: inout Tally) async throws {
        let events = (0..<count).map { "event \(tally.events.count + $0)" }
        if !events.isEmpty { try await journal.append(events.map(Fixed.event)) }
        tally.events += events
    }

    static func copy(_ store: any LedgerStore) throws -> MemoryLedgerStore {
        let store = try #require(store as? MemoryLedgerStore)
        return MemoryLedgerStore(store.contents, pieces: store.pieces)
    }

    @Test(arguments: StoreFactory.all)
    func `An opening from a snapshot gives what replaying everything gives, and the same log`(kind: StoreFactory) async throws {
        let folder = try TemporaryFolder()
        let (store, tally, checkpoint, _) = try await Self.ledger([600, 300], in: try await kind.make(folder))
        let opened = try await Journal.resume(store, remembered: checkpoint)
        #expect(opened.snapshot == 1 + 600 + 1 + 300)
        #expect(opened.refusedSnapshots.isEmpty)
        #expect(opened.contents == tally)
        #expect(opened.journal.epoch == 2)
        // The log is the same whichever way it was opened.
        let proof = try await opened.journal.consistencyProof(from: 77, to: checkpoint.size)
        let (whole, events) = try await Journal.reopen(store, remembered: checkpoint)
        #expect(events == tally.events)
        #expect(try whole.size == checkpoint.size + 2)
        #expect(try await whole.consistencyProof(from: 77, to: checkpoint.size) == proof)
        #expect(try await store.snapshots().count == 2)
    }

    @Test func `A ledger of many openings and snapshots keeps its contents and only the newest two snapshots`() async throws {
        let store = MemoryLedgerStore()
        _ = try await Journal.fresh(store)
        var tally = Tally()
        for round in 0..<6 {
            let opened = try await Journal.resume(store)
            #expect(opened.contents == tally)
            #expect((opened.snapshot != nil) == (round > 0))
            tally = try await opened.journal.whileRunning { [tally] in
                var tally = tally
                try await Self.append(100 + round, to: opened.journal, &tally)
                try await opened.journal.snapshot(tally)
                try await Self.append(round, to: opened.journal, &tally)
                return tally
            }
            #expect(store.snapshots().count == min(round + 1, 2))
        }
        #expect(try await Journal.reopen(store).events == tally.events)
    }

    @Test func `Events are appended while a snapshot is made`() async throws {
        let store = MemoryLedgerStore()
        let journal = try await Journal.fresh(store)
        let tally = try await journal.whileRunning {
            var tally = Tally()
            try await Self.append(2000, to: journal, &tally)
            let (frozen, size) = (tally, try journal.size)
            async let summary = journal.snapshot(at: size, format: Tally.snapshotFormat, items: frozen.items)
            for _ in 0..<20 { try await Self.append(3, to: journal, &tally) }
            let made = try await summary
            #expect(made.size == size && made.entry >= size)
            return tally
        }
        let opened = try await Journal.resume(store)
        #expect(opened.snapshot == 2001)
        #expect(opened.contents == tally)
    }

    @Test func `[38] A snapshot that was removed costs time and nothing else`() async throws {
        let (store, tally, checkpoint, _) = try await Self.ledger([300, 300])
        let copy = try Self.copy(store)
        copy.removeSnapshot(at: 602)
        let older = try await Journal.resume(copy, remembered: checkpoint)
        #expect(older.snapshot == 301 && older.contents == tally)
        copy.removeSnapshot(at: 301)
        let none = try await Journal.resume(copy, remembered: checkpoint)
        #expect(none.snapshot == nil && none.contents == tally && none.refusedSnapshots.isEmpty)
    }

    @Test func `[1][105] A snapshot with any byte changed, or a part missing, cut or swapped, is left aside and named`() async throws {
        let (store, tally, checkpoint, _) = try await Self.ledger([300])
        let good = try Self.copy(store)
        for part in [UInt32(0), 1] {
            let name = StoredPiece.Name.snapshot(size: 301, part: part)
            let bytes = try #require(good.piece(name))
            for place in stride(from: 0, to: bytes.count, by: bytes.count / 40) {
                let copy = try Self.copy(store)
                var changed = bytes
                changed[place] ^= 1 << UInt8(place % 8)
                copy.keep([StoredPiece(name, changed)])
                let opened = try await Journal.resume(copy, remembered: checkpoint)
                #expect(opened.snapshot == nil && opened.contents == tally)
                #expect(opened.refusedSnapshots == [.of(.damagedSnapshot)])
                copy.keep([StoredPiece(name, Array(bytes.prefix(place)))])
                #expect(try await Journal.resume(copy, remembered: checkpoint).snapshot == nil)
            }
        }
        let copy = try Self.copy(store)
        let parts = try (0..<2).map { try #require(good.piece(.snapshot(size: 301, part: UInt32($0)))) }
        copy.keep([StoredPiece(.snapshot(size: 301, part: 0), parts[1]), StoredPiece(.snapshot(size: 301, part: 1), parts[0])])
        #expect(try await Journal.resume(copy).refusedSnapshots == [.of(.damagedSnapshot)])
    }

    @Test func `[37][62] A snapshot put at another place, of another ledger, other keys or another branch is left aside`() async throws {
        let (store, tally, checkpoint, _) = try await Self.ledger([300])
        // At another place.
        let moved = try Self.copy(store)
        for part in 0..<2 {
            moved.keep([
                StoredPiece(.snapshot(size: 200, part: UInt32(part)), try #require(moved.piece(.snapshot(size: 301, part: UInt32(part)))))
            ])
        }
        moved.removeSnapshot(at: 301)
        #expect(try await Journal.resume(moved).refusedSnapshots == [.of(.damagedSnapshot)])
        // Of a branch that never was this log: same keys, same sizes.
        let branch = try Self.copy(try await Self.ledger([300]).store)
        let mixed = MemoryLedgerStore(try Self.copy(store).contents, pieces: branch.pieces)
        let opened = try await Journal.resume(mixed, remembered: checkpoint)
        #expect(opened.snapshot == nil && opened.contents == tally)
        #expect(opened.refusedSnapshots == [.of(.damagedEntry)])
        #expect(opened.refusedSnapshots.first?.sequence == 301)
        // With other keys nothing opens at all.
        #expect(await ledgerError { _ = try await Journal.resume(try Self.copy(store), keys: Fixed.keys(0x12)) } == .of(.damagedEntry))
    }

    @Test func `[37] A snapshot that no entry confirms is not used`() async throws {
        let (store, _, _, _) = try await Self.ledger([300], tail: 0)
        let good = try Self.copy(store)
        // The log up to the snapshot's place and not up to its confirmation: a crash in between, or a host that cut it off.
        let cut = MemoryLedgerStore(Array(good.contents.prefix(301)), pieces: good.pieces)
        let opened = try await Journal.resume(cut)
        #expect(opened.snapshot == nil && opened.contents.events.count == 300)
        #expect(opened.refusedSnapshots == [.of(.damagedSnapshot)])
    }

    @Test func `[37][38] A log that is shorter than a snapshot of its own was rolled back`() async throws {
        let (store, _, _, _) = try await Self.ledger([300])
        let good = try Self.copy(store)
        let cut = MemoryLedgerStore(Array(good.contents.prefix(300)), pieces: good.pieces)
        #expect(await ledgerError { _ = try await Journal.resume(cut) } == .of(.behindRemembered))
        // What only claims to be a snapshot does not count.
        let noise = MemoryLedgerStore(cut.contents, pieces: [.snapshot(size: 900, part: 0): [1, 2, 3]])
        #expect(try await Journal.resume(noise).contents.events.count == 299)
    }

    @Test func `[37][43] The remembered checkpoint is compared wherever it lies, before the snapshot too`() async throws {
        let store = MemoryLedgerStore()
        let journal = try await Journal.fresh(store)
        let twin = MemoryLedgerStore(store.contents)
        let seen = try await journal.whileRunning {
            var (tally, seen) = (Tally(), [Checkpoint]())
            for count in [100, 500, 3] {
                try await Self.append(count, to: journal, &tally)
                seen.append(try journal.checkpoint)
                if count == 500 { try await journal.snapshot(tally) }
            }
            return seen
        }
        for checkpoint in seen { #expect(try await Journal.resume(try Self.copy(store), remembered: checkpoint).snapshot == 601) }
        // Another branch of the same ledger, with checkpoints of the same sizes.
        let (fork, _) = try await Journal.reopen(twin)
        let others = try await fork.whileRunning {
            var (tally, seen) = (Tally(), [Checkpoint]())
            for count in [99, 500] {
                try await Self.append(count, to: fork, &tally)
                seen.append(try fork.checkpoint)
            }
            return seen
        }
        for checkpoint in others {
            let error = await ledgerError { _ = try await Journal.resume(try Self.copy(store), remembered: checkpoint) }
            #expect(error == .of(.forkedFromRemembered))
        }
    }

    @Test func `Another version's encoding of the state is replayed from the entries`() async throws {
        let (store, tally, _, _) = try await Self.ledger([50])
        let opened = try await Journal.open(store: store, keys: Fixed.keys(), origin: Fixed.origin(), as: NewerTally.self)
        #expect(opened.snapshot == nil && opened.contents.tally == tally)
        #expect(opened.refusedSnapshots == [.of(.damagedSnapshot)])
    }

    @Test func `[39][105] Damage after the snapshot is refused with its sequence number, and no older snapshot hides it`() async throws {
        let (store, _, _, _) = try await Self.ledger([100, 100], tail: 10)
        let good = try Self.copy(store)
        for sequence in [203, 207, 212] {
            var entries = good.contents
            entries[sequence] = SealedEntry(sequence: UInt64(sequence), bytes: entries[sequence - 1].bytes)
            let error = await ledgerError { _ = try await Journal.resume(MemoryLedgerStore(entries, pieces: good.pieces)) }
            #expect(error == .of(.damagedEntry) && error?.sequence == UInt64(sequence))
        }
        var entries = good.contents
        entries.remove(at: 205)
        #expect(await ledgerError { _ = try await Journal.resume(MemoryLedgerStore(entries, pieces: good.pieces)) } == .of(.missingEntry))
    }

    @Test func `A snapshot is made of this epoch's durable entries, of more than the last, and one at a time`() async throws {
        let (store, tally, _, _) = try await Self.ledger([10], tail: 3)
        let opened = try await Journal.resume(store)
        let journal = opened.journal
        try await journal.whileRunning {
            let end = try journal.size
            for size in [0, 5, 11, end - 1, end + 1, UInt64.max] {
                let error = await ledgerError { _ = try await journal.snapshot(at: size, format: Tally.snapshotFormat, items: tally.items) }
                #expect(error == .of(.unknownSequence), "\(size)")
            }
            try await journal.snapshot(tally)
            #expect(
                await ledgerError { _ = try await journal.snapshot(at: end, format: Tally.snapshotFormat, items: tally.items) }
                    == .of(.unknownSequence))
        }
    }

    @Test func `[60][61] A large state is cut into parts of bounded size, and comes back whole`() async throws {
        let store = MemoryLedgerStore()
        let journal = try await Journal.fresh(store)
        var tally = Tally()
        tally.events = (0..<9).map { String(repeating: "\($0)", count: 700_000) }
        let items = tally.items
        try await journal.whileRunning { _ = try await journal.snapshot(at: 1, format: Tally.snapshotFormat, items: items) }
        let opened = try await Journal.resume(store)
        #expect(opened.snapshot == 1 && opened.contents == tally)
        #expect(store.pieces.count == 1 + 7)
        #expect(store.pieces.values.allSatisfy { $0.count <= StoredPiece.maximumBytes })
        // The last part dropped, or one repeated in place of another.
        let short = try Self.copy(store)
        short.keep([StoredPiece(.snapshot(size: 1, part: 3), try #require(short.piece(.snapshot(size: 1, part: 2))))])
        #expect(try await Journal.resume(short).refusedSnapshots == [.of(.damagedSnapshot)])
        let truncated = MemoryLedgerStore(store.contents, pieces: store.pieces.filter { $0.key != .snapshot(size: 1, part: 7) })
        #expect(try await Journal.resume(truncated).refusedSnapshots == [.of(.damagedSnapshot)])
    }

    @Test func `[59][129] Two snapshots of different states at one place share no key`() throws {
        let position = SnapshotPosition(epoch: 1, size: 2, head: MerkleTree.emptyRoot, root: MerkleTree.emptyRoot)
        let cipher = try SnapshotCipher(keys: Fixed.keys(), origin: Fixed.origin(), position: position)
        let parts = try [[1], [2], [1]].map { try cipher.seal($0, index: 1, isLast: true) }
        #expect(parts[0].synthetic == parts[2].synthetic && parts[0].ciphertext == parts[2].ciphertext)
        #expect(parts[0].synthetic != parts[1].synthetic)
        #expect(try cipher.seal([1], index: 2, isLast: true).synthetic != parts[0].synthetic)
        #expect(try cipher.seal([1], index: 1, isLast: false).synthetic != parts[0].synthetic)
    }
}
