import Testing
import Wire

@testable import Ledger

@Suite struct RepairTests {
    static func repair(
        _ damaged: any LedgerStore, copy: (any LedgerStore)? = nil, into fresh: MemoryLedgerStore = MemoryLedgerStore(),
        remembered: Checkpoint? = nil
    ) async throws -> LedgerRepair.Report {
        try await LedgerRepair(keys: Fixed.keys(), origin: Fixed.origin(), damaged: damaged, copy: copy).run(
            into: fresh, remembered: remembered)
    }

    static func damage(_ store: MemoryLedgerStore, _ sequences: [Int], removing: Bool = false) -> MemoryLedgerStore {
        var entries = store.contents
        for sequence in sequences.sorted().reversed() {
            if removing {
                entries.remove(at: sequence)
            } else {
                entries[sequence] = SealedEntry(sequence: UInt64(sequence), bytes: [1, 2, 3])
            }
        }
        return MemoryLedgerStore(entries, pieces: store.pieces)
    }

    @Test func `[105] The pass over the past names what is damaged before a snapshot, and its proof is refused`() async throws {
        let (store, tally, checkpoint, _) = try await SnapshotTests.ledger([600])
        let good = try SnapshotTests.copy(store)
        let opened = try await Journal.resume(try SnapshotTests.copy(store))
        let whole = try await opened.journal.verifyPast(to: 601)
        #expect(whole.isWhole && whole.verified == 601)

        for removing in [false, true] {
            let bad = Self.damage(good, [0, 17, 300], removing: removing)
            let damaged = try await Journal.resume(bad, remembered: checkpoint)
            #expect(damaged.snapshot == 601 && damaged.contents == tally)
            let report = try await damaged.journal.verifyPast(to: 601)
            #expect(report.damaged == [0, 17, 300] && report.verified == 598 && report.damagedTiles == 0)
            #expect(await ledgerError { _ = try await damaged.journal.proof(sequence: 17, disclosing: ["kind"]) } == .of(.damagedEntry))
            let proof = try await damaged.journal.proof(sequence: 18, disclosing: ["event"])
            #expect(try ProofVerifier.verify(proof, checkpoint: damaged.journal.checkpoint).map(\.value) == [Array("event 17".utf8)])
        }
        let untiled = MemoryLedgerStore(good.contents, pieces: good.pieces.filter { $0.key != .tile(TilePlace(level: 0, number: 1)) })
        let report = try await Journal.resume(untiled).journal.verifyPast(to: 601)
        // The entry after the tile has its predecessor in it.
        #expect(!report.isWhole && report.damaged.first == 256 && report.damagedTiles > 0)
    }

    @Test func `[105] A repair takes what is damaged from a copy, and gives the same log`() async throws {
        let (store, tally, checkpoint, _) = try await SnapshotTests.ledger([600], tail: 20)
        let good = try SnapshotTests.copy(store)
        let copy = MemoryLedgerStore(Array(good.contents.prefix(615)))
        let fresh = MemoryLedgerStore()
        let report = try await Self.repair(Self.damage(good, [5, 300, 610]), copy: copy, into: fresh, remembered: checkpoint)
        #expect(report == LedgerRepair.Report(size: 622, snapshot: nil, restored: 3, lost: [], lostCount: 0))
        #expect(fresh.contents == good.contents)
        #expect(try await Journal.resume(fresh, remembered: checkpoint).contents == tally)
        #expect(await ledgerError { _ = try await Self.repair(good, into: fresh) } == .of(.alreadyExists))
    }

    @Test func `[105] Without a copy a repair rests on the snapshot, and says what is lost`() async throws {
        let (store, tally, checkpoint, _) = try await SnapshotTests.ledger([600], tail: 20)
        let good = try SnapshotTests.copy(store)
        for removing in [false, true] {
            let fresh = MemoryLedgerStore()
            let report = try await Self.repair(Self.damage(good, [5, 300], removing: removing), into: fresh, remembered: checkpoint)
            #expect(report == LedgerRepair.Report(size: 622, snapshot: 601, restored: 0, lost: [5, 300], lostCount: 2))
            let opened = try await Journal.resume(fresh, remembered: checkpoint)
            #expect(opened.snapshot == 601 && opened.contents == tally)
            // What the operator was told and accepted is no alarm at each start.
            let past = try await opened.journal.verifyPast(to: 601)
            #expect(past.isWhole && past.leftOut == 2 && past.verified == 599)
            _ = try await opened.journal.proof(sequence: 6, disclosing: ["event"])
            #expect(await ledgerError { _ = try await Journal.reopen(fresh) } == .of(.damagedEntry))
        }
    }

    @Test func `[37][44][105] A repair never takes back what was acknowledged after the snapshot`() async throws {
        let (store, _, checkpoint, _) = try await SnapshotTests.ledger([600], tail: 20)
        let good = try SnapshotTests.copy(store)
        for removing in [false, true] {
            let fresh = MemoryLedgerStore()
            let error = await ledgerError { _ = try await Self.repair(Self.damage(good, [610], removing: removing), into: fresh) }
            #expect(error == .of(removing ? .missingEntry : .damagedEntry) && error?.sequence == 610)
            #expect(fresh.contents.isEmpty)
        }
        let cut = MemoryLedgerStore(Array(good.contents.prefix(612)), pieces: good.pieces)
        #expect(await ledgerError { _ = try await Self.repair(cut, remembered: checkpoint) } == .of(.behindRemembered))
        // A copy of another branch does not fill the gap.
        let branch = try SnapshotTests.copy(try await SnapshotTests.ledger([600], tail: 20).store)
        #expect(await ledgerError { _ = try await Self.repair(Self.damage(good, [610]), copy: branch) } == .of(.damagedEntry))
    }
}
