import Synchronization
import Testing

@testable import Ledger

@Suite struct JournalTests {
    @Test func `Sequence numbers follow the order of the calls`() async throws {
        let store = MemoryLedgerStore()
        let journal = try await Journal.fresh(store)
        try await journal.whileRunning {
            var pending: [PendingAppend] = []
            for index in 0..<100 { pending.append(try journal.enqueue([Fixed.event("\(index)a"), Fixed.event("\(index)b")])) }
            for append in pending.reversed() { try await append.durable() }
            for (index, append) in pending.enumerated() { #expect(append.sequences == UInt64(1 + 2 * index)..<UInt64(3 + 2 * index)) }
        }
        let (_, events) = try await Journal.reopen(store)
        #expect(events == (0..<100).flatMap { ["\($0)a", "\($0)b"] })
    }

    @Test func `Records that wait together are written together`() async throws {
        let store = FaultyStore(failingAt: -2, writesBeforeFailing: false, delay: .milliseconds(20))
        let journal = try await Journal.fresh(store)
        let pending = try (0..<500).map { try journal.enqueue([Fixed.event("\($0)")]) }
        try await journal.whileRunning { for append in pending { try await append.durable() } }
        #expect(store.batches.reduce(0, +) == 501)
        #expect(store.batches.count < 250)
    }

    @Test func `Records that wait for more are written when the journal is flushed`() async throws {
        let store = FaultyStore(failingAt: -2, writesBeforeFailing: false)
        let journal = try await Journal.fresh(store)
        try await journal.whileRunning {
            for index in 0..<100 {
                let first = try journal.enqueue([Fixed.event("\(index)a")], isMoreComing: true)
                let second = try journal.enqueue([Fixed.event("\(index)b")], isMoreComing: true)
                journal.flush()
                try await first.durable()
                try await second.durable()
            }
        }
        #expect(store.batches.reduce(0, +) == 201)
    }

    @Test func `Many writers at once: each learns its own place, and nothing is lost or doubled`() async throws {
        let store = MemoryLedgerStore()
        let journal = try await Journal.fresh(store)
        let places = try await journal.whileRunning {
            try await withThrowingTaskGroup(of: [UInt64: String].self) { group in
                for writer in 0..<16 {
                    group.addTask {
                        var places: [UInt64: String] = [:]
                        for index in 0..<50 {
                            let sequences = try await journal.append([Fixed.event("\(writer)/\(index)")])
                            #expect(try journal.checkpoint.size >= sequences.upperBound)
                            places[sequences.lowerBound] = "\(writer)/\(index)"
                        }
                        return places
                    }
                }
                return try await group.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
            }
        }
        #expect(places.count == 800)
        let (_, events) = try await Journal.reopen(store)
        #expect(events == (1...800).map { places[$0] })
    }

    @Test(arguments: [false, true])
    func `[104] A failed write poisons the journal, whether or not it reached the disk`(writes: Bool) async throws {
        // The opening entry is the first append; the second one is the first batch.
        let store = FaultyStore(failingAt: 1, writesBeforeFailing: writes)
        let journal = try await Journal.fresh(store)
        let before = try journal.checkpoint
        let failed = await ledgerError {
            try await journal.whileRunning {
                let error = await ledgerError { try await journal.append([Fixed.event("lost or not")]) }
                #expect(error == .of(.storeFailed))
                #expect(throws: LedgerError.of(.poisoned)) { try journal.enqueue([Fixed.event("later")]) }
                // Nothing more reaches the store, which would accept it.
                let unchanged = try? journal.checkpoint
                #expect(unchanged == before)
            }
        }
        #expect(failed == .of(.storeFailed))
        #expect(store.batches.count == 2)
        let (_, events) = try await Journal.reopen(store, remembered: before)
        #expect(events == (writes ? ["lost or not"] : []))
    }

    @Test func `[104] What waited behind a failed write fails too`() async throws {
        let store = FaultyStore(failingAt: 1, writesBeforeFailing: false)
        let journal = try await Journal.fresh(store)
        let pending = try (0..<3000).map { try journal.enqueue([Fixed.event("\($0)")]) }
        _ = await ledgerError { try await journal.run() }
        for append in pending {
            let error = await ledgerError { try await append.durable() }
            #expect(error == .of(.storeFailed) || error == .of(.poisoned))
        }
        #expect(store.contents.count == 1)
    }

    @Test func `[40] Another writer on the same store stops this one`() async throws {
        let store = MemoryLedgerStore()
        let first = try await Journal.fresh(store)
        let (second, _) = try await Journal.reopen(store)
        let error = await ledgerError {
            _ = try await first.whileRunning { try await first.append([Fixed.event("fork")]) }
        }
        #expect(error == .of(.conflict))
        try await second.whileRunning { try await second.append([Fixed.event("goes on")]) }
        let (_, events) = try await Journal.reopen(store)
        #expect(events == ["goes on"])
    }

    @Test func `Closing writes what was accepted and refuses the rest`() async throws {
        let store = MemoryLedgerStore()
        let journal = try await Journal.fresh(store)
        let pending = try journal.enqueue([Fixed.event("accepted")])
        try await journal.whileRunning {}
        try await pending.durable()
        #expect(throws: LedgerError.of(.closed)) { try journal.enqueue([Fixed.event("late")]) }
        #expect(await ledgerError { try await journal.run() } == .of(.closed))
        #expect(try await Journal.reopen(store).events == ["accepted"])
    }

    @Test func `Canceling the writer's task closes the journal`() async throws {
        let journal = try await Journal.fresh(MemoryLedgerStore())
        let pending = try journal.enqueue([Fixed.event("accepted")])
        let writer = Task { try await journal.run() }
        writer.cancel()
        try await writer.value
        try await pending.durable()
        #expect(throws: LedgerError.of(.closed)) { try journal.enqueue([Fixed.event("late")]) }
    }

    @Test func `A journal that never ran fails what it accepted`() async throws {
        var journal: Journal? = try await Journal.fresh(MemoryLedgerStore())
        let closed = try #require(try journal?.enqueue([Fixed.event("closed")]))
        journal?.close()
        #expect(await ledgerError { try await closed.durable() } == .of(.poisoned))
        journal = try await Journal.fresh(MemoryLedgerStore())
        let dropped = try #require(try journal?.enqueue([Fixed.event("dropped")]))
        journal = nil
        #expect(await ledgerError { try await dropped.durable() } == .of(.poisoned))
    }

    @Test func `Too much waiting is refused, and accepted again once it was written`() async throws {
        let journal = try await Journal.fresh(MemoryLedgerStore())
        let large = LedgerRecord(fields: [.init("event", [UInt8](repeating: 0, count: 4_000_000))])
        let accepted = JournalState.maximumWaitingBytes / 4_000_000
        for _ in 0..<accepted { _ = try journal.enqueue([large]) }
        #expect(throws: LedgerError.of(.overloaded)) { try journal.enqueue([large]) }
        try await journal.whileRunning {
            while try journal.size < UInt64(accepted) + 1 { await Task.yield() }
            try await journal.append([large])
        }
    }

    @Test func `[37][43][45] A log shorter than a remembered checkpoint is refused`() async throws {
        let store = MemoryLedgerStore()
        let journal = try await Journal.fresh(store)
        try await journal.whileRunning { for index in 0..<5 { try await journal.append([Fixed.event("\(index)")]) } }
        let remembered = try journal.checkpoint
        for length in 1..<6 {
            let error = await ledgerError {
                _ = try await Journal.reopen(MemoryLedgerStore(Array(store.contents.prefix(length))), remembered: remembered)
            }
            #expect(error == .of(.behindRemembered))
            #expect(error?.sequence == UInt64(length))
        }
        #expect(try await Journal.reopen(store, remembered: remembered).events.count == 5)
    }

    @Test func `[37] Rolled back and gone on: another branch than the remembered one is refused`() async throws {
        let store = MemoryLedgerStore()
        let journal = try await Journal.fresh(store)
        let copy = MemoryLedgerStore(store.contents)
        try await journal.whileRunning { for _ in 0..<3 { try await journal.append([Fixed.event("a")]) } }
        let remembered = try journal.checkpoint
        let (fork, _) = try await Journal.reopen(copy)
        try await fork.whileRunning { for _ in 0..<3 { try await fork.append([Fixed.event("a")]) } }
        #expect(await ledgerError { _ = try await Journal.reopen(copy, remembered: remembered) } == .of(.forkedFromRemembered))
    }

    @Test func `A remembered checkpoint of another ledger is refused`() async throws {
        let store = MemoryLedgerStore()
        _ = try await Journal.fresh(store)
        let other = try Fixed.origin("cloister.example/ledger/2")
        let foreign = try await Journal.create(store: MemoryLedgerStore(), keys: Fixed.keys(), origin: other).checkpoint
        #expect(await ledgerError { _ = try await Journal.reopen(store, remembered: foreign) } == .of(.wrongOrigin))
    }

    @Test func `[37] Without a remembered checkpoint a shorter log opens: rollback is then for its clients to see`() async throws {
        let store = MemoryLedgerStore()
        let journal = try await Journal.fresh(store)
        try await journal.whileRunning { for index in 0..<3 { try await journal.append([Fixed.event("\(index)")]) } }
        let seen = try journal.checkpoint
        let (rolledBack, events) = try await Journal.reopen(MemoryLedgerStore(Array(store.contents.prefix(2))))
        #expect(events == ["0"])
        // The client compares: the new head cannot be shown to extend the one it saw.
        #expect(await ledgerError { _ = try await rolledBack.consistencyProof(from: seen.size) } == .of(.unknownSequence))
    }

    @Test func `[39] Every swap, removal and repetition of stored entries is refused by sequence number`() async throws {
        let store = MemoryLedgerStore()
        let journal = try await Journal.fresh(store)
        try await journal.whileRunning { for index in 0..<5 { try await journal.append([Fixed.event("\(index)")]) } }
        let entries = store.contents
        for first in entries.indices {
            for second in entries.indices where second > first {
                var swapped = entries
                swapped[first] = SealedEntry(sequence: UInt64(first), bytes: entries[second].bytes)
                swapped[second] = SealedEntry(sequence: UInt64(second), bytes: entries[first].bytes)
                let error = await ledgerError { _ = try await Journal.reopen(MemoryLedgerStore(swapped)) }
                #expect(error == .of(.damagedEntry))
                #expect(error?.sequence == UInt64(first))
                var moved = entries
                moved.swapAt(first, second)
                #expect(await ledgerError { _ = try await Journal.reopen(MemoryLedgerStore(moved)) } != nil)
            }
            guard first < entries.count - 1 else { continue }
            var removed = entries
            removed.remove(at: first)
            let error = await ledgerError { _ = try await Journal.reopen(MemoryLedgerStore(removed)) }
            #expect(error == .of(.missingEntry))
            #expect(error?.sequence == UInt64(first))
            // Renumbered to close the gap.
            let closed = removed.enumerated().map { SealedEntry(sequence: UInt64($0.offset), bytes: $0.element.bytes) }
            #expect(await ledgerError { _ = try await Journal.reopen(MemoryLedgerStore(closed)) } == .of(.damagedEntry))
        }
    }

    @Test func `A record that the reader refuses stops the opening, which writes nothing`() async throws {
        struct Refused: Error {}
        let store = MemoryLedgerStore()
        let journal = try await Journal.fresh(store)
        try await journal.whileRunning { try await journal.append([Fixed.event("x")]) }
        let error = await ledgerError {
            _ = try await Journal.open(store: store, keys: Fixed.keys(), origin: Fixed.origin()) { _ in throw Refused() }
        }
        #expect(error == .of(.refusedReplay))
        #expect(error?.sequence == 1)
        #expect(store.contents.count == 2)
    }
}
