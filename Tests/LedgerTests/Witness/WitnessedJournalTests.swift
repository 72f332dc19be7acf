import Testing
import Wire

@testable import Ledger

extension PendingAppend {
    /// Waits until it is acknowledged, however often too few witnesses cosign in time.
    fileprivate func persist() async {
        var failure = await failure()
        while failure != nil { failure = await self.failure() }
    }
}

extension Journal {
    /// Whether a proof of the entry is refused because nothing of it was acknowledged.
    fileprivate func cannotProve(_ sequence: UInt64) async -> Bool {
        do {
            _ = try await inclusionProof(sequence: sequence)
            return false
        } catch {
            return error as? LedgerError == .of(.unknownSequence)
        }
    }
}

@Suite(.timeLimit(.minutes(2)), .serialized) struct WitnessedJournalTests {
    @Test func `[42] What is acknowledged is cosigned by a quorum, and the served head says so`() async throws {
        let witnesses = try TestWitnesses()
        let quorum = try witnesses.quorum()
        try await quorum.whileRunning {
            let journal = try await Journal.fresh(MemoryLedgerStore(), quorum)
            #expect(try journal.checkpoint.size == 1)
            try await journal.whileRunning {
                for index in 0..<20 {
                    let places = try await journal.append([Fixed.event("\(index)")])
                    let head = try journal.checkpoint
                    #expect(head.size >= places.upperBound)
                    #expect(try quorum.policy.verify(head.note).count >= 2)
                    #expect(try await journal.inclusionProof(sequence: places.lowerBound).size >= head.size)
                }
                #expect(try journal.unwitnessedEntries == 0)
            }
        }
    }

    @Test func `[42] One witness that is offline, silent, lying or slow neither stops nor delays a quorum of two of three`() async throws {
        let moods: [TestWitness.Mood] = [.offline, .silent, .garbage, .forged, .conflicts, .slow(.seconds(60))]
        for mood in moods {
            let witnesses = try TestWitnesses()
            witnesses.all[1].mood = mood
            let quorum = try witnesses.quorum(deadline: .seconds(20))
            let start = ContinuousClock.now
            try await quorum.whileRunning {
                let journal = try await Journal.fresh(MemoryLedgerStore(), quorum)
                try await journal.whileRunning { for index in 0..<5 { try await journal.append([Fixed.event("\(index)")]) } }
                #expect(try quorum.policy.verify(journal.checkpoint.note).count == 2)
            }
            #expect(ContinuousClock.now - start < .seconds(15), "\(mood)")
        }
    }

    @Test func `[42] A witness that was put back is corrected, and the policy holds`() async throws {
        let witnesses = try TestWitnesses()
        let quorum = try witnesses.quorum()
        try await quorum.whileRunning {
            let journal = try await Journal.fresh(MemoryLedgerStore(), quorum)
            try await journal.whileRunning {
                let old = witnesses.all[0].store.saved
                for index in 0..<5 { try await journal.append([Fixed.event("\(index)")]) }
                witnesses.all[2].mood = .offline
                witnesses.all[0].store.saved = old
                try witnesses.all[0].restart()
                try await journal.append([Fixed.event("after")])
                #expect(try quorum.policy.verify(journal.checkpoint.note).count == 2)
            }
        }
    }

    @Test func `[42] Without a quorum nothing is acknowledged, all who wait are told, and it goes on when the witnesses are back`()
        async throws
    {
        let witnesses = try TestWitnesses()
        let quorum = try witnesses.quorum(deadline: .seconds(3))
        let store = MemoryLedgerStore()
        try await quorum.whileRunning {
            let journal = try await Journal.fresh(store, quorum)
            try await journal.whileRunning {
                try await journal.append([Fixed.event("before")])
                let head = try journal.checkpoint
                for witness in witnesses.all.prefix(2) { witness.mood = .silent }
                let pending = try journal.enqueue([Fixed.event("ambiguous")])
                for _ in 0..<2 {
                    let failure = await pending.failure()
                    #expect(failure == .of(.unwitnessed))
                }
                // Durable, and not told to anybody.
                #expect(store.contents.count > head.size)
                #expect(try journal.checkpoint == head)
                #expect(await journal.cannotProve(pending.sequences.lowerBound))
                for witness in witnesses.all { witness.mood = .honest }
                await pending.persist()
                #expect(try journal.checkpoint.size > head.size)
            }
        }
    }

    @Test func `[42] A journal that is closed without a quorum ends, and says what is open`() async throws {
        let witnesses = try TestWitnesses()
        let quorum = try witnesses.quorum(deadline: .seconds(3))
        try await quorum.whileRunning {
            let journal = try await Journal.fresh(MemoryLedgerStore(), quorum)
            let pending = try await journal.whileRunning {
                try await journal.append([Fixed.event("before")])
                for witness in witnesses.all { witness.mood = .offline }
                return try journal.enqueue([Fixed.event("ambiguous")])
            }
            let failure = await pending.failure()
            #expect(failure == .of(.unwitnessed))
        }
    }

    @Test func `[124] An opening needs fresh cosignatures: what was cosigned before does not open a ledger`() async throws {
        let witnesses = try TestWitnesses()
        let quorum = try witnesses.quorum(deadline: .seconds(3))
        let store = MemoryLedgerStore()
        try await quorum.whileRunning {
            let journal = try await Journal.fresh(store, quorum)
            #expect(try quorum.policy.verify(journal.checkpoint.note).count >= 2)
            let cosigned = try journal.checkpoint
            for witness in witnesses.all.prefix(2) { witness.mood = .offline }
            let failure = await ledgerError {
                _ = try await Journal.open(
                    store: store, keys: Fixed.keys(), origin: Fixed.origin(), remembered: cosigned, witnesses: quorum
                ) { _ in }
            }
            #expect(failure == .of(.unwitnessed))
            #expect(failure?.message.contains("witness.example/w1: it cannot be reached") == true)
            for witness in witnesses.all { witness.mood = .honest }
            let reopened = try await Journal.reopen(store, quorum)
            #expect(try reopened.checkpoint.size > cosigned.size)
        }
    }

    @Test func `[37][44][45][125] An older copy of a state does not open once witnesses saw more`() async throws {
        let witnesses = try TestWitnesses()
        let store = MemoryLedgerStore()
        let quorum = try witnesses.quorum(deadline: .seconds(3))
        try await quorum.whileRunning {
            let journal = try await Journal.fresh(store, quorum)
            try await journal.whileRunning {
                try await journal.append([Fixed.event("a run was charged")])
                let copy = MemoryLedgerStore(store.contents)
                for index in 0..<5 { try await journal.append([Fixed.event("\(index)")]) }
                let second = try witnesses.quorum(deadline: .seconds(3))
                try await second.whileRunning {
                    let failure = await ledgerError { _ = try await Journal.reopen(copy, second) }
                    #expect(failure == .of(.unwitnessed))
                    #expect(failure?.message.contains("an older copy, or another one that goes on") == true)
                }
            }
        }
    }

    @Test func `[40][125] Of two nodes on copies of one state at most one goes on`() async throws {
        for first in [0, 1] {
            let witnesses = try TestWitnesses()
            let start = try witnesses.quorum(deadline: .seconds(3))
            let store = MemoryLedgerStore()
            try await start.whileRunning {
                let journal = try await Journal.fresh(store, start)
                try await journal.whileRunning { _ = try await journal.append([Fixed.event("common")]) }
            }
            let quorums = [try witnesses.quorum(deadline: .seconds(3)), try witnesses.quorum(deadline: .seconds(3))]
            let stores = [MemoryLedgerStore(store.contents), MemoryLedgerStore(store.contents)]
            try await quorums[0].whileRunning {
                try await quorums[1].whileRunning {
                    let winner = try await Journal.reopen(stores[first], quorums[first])
                    let failure = await ledgerError { _ = try await Journal.reopen(stores[1 - first], quorums[1 - first]) }
                    #expect(failure == .of(.unwitnessed))
                    #expect(failure?.message.contains("another branch") == true)
                    try await winner.whileRunning { for index in 0..<5 { try await winner.append([Fixed.event("\(index)")]) } }
                }
            }
        }
    }

    @Test func `[40][125] A node that is overtaken by a copy of its state acknowledges nothing more`() async throws {
        let witnesses = try TestWitnesses()
        let (one, two) = (try witnesses.quorum(deadline: .seconds(3)), try witnesses.quorum(deadline: .seconds(3)))
        let store = MemoryLedgerStore()
        try await one.whileRunning {
            let journal = try await Journal.fresh(store, one)
            try await journal.whileRunning {
                try await journal.append([Fixed.event("common")])
                let copy = MemoryLedgerStore(store.contents)
                try await two.whileRunning {
                    let overtaking = try await Journal.reopen(copy, two)
                    try await overtaking.whileRunning { _ = try await overtaking.append([Fixed.event("the other goes on")]) }
                }
                #expect(await ledgerError { try await journal.append([Fixed.event("too late")]) } == .of(.unwitnessed))
            }
        }
    }

    @Test func `[40][125] Without witnesses both copies run, and whoever remembers one refuses the other`() async throws {
        let store = MemoryLedgerStore()
        let journal = try await Journal.fresh(store)
        try await journal.whileRunning { _ = try await journal.append([Fixed.event("common")]) }
        let copies = [MemoryLedgerStore(store.contents), MemoryLedgerStore(store.contents)]
        var heads: [Checkpoint] = []
        for copy in copies {
            let journal = try await Journal.reopen(copy, nil)
            try await journal.whileRunning { _ = try await journal.append([Fixed.event("each its own")]) }
            heads.append(try journal.checkpoint)
        }
        #expect(heads[0].size == heads[1].size && heads[0].root != heads[1].root)
        for (copy, seen) in zip(copies, heads.reversed()) {
            let failure = await ledgerError {
                _ = try await Journal.open(store: copy, keys: Fixed.keys(), origin: Fixed.origin(), remembered: seen) { _ in }
            }
            #expect(failure == .of(.forkedFromRemembered))
        }
    }

    @Test func `[42] Asynchronous witnesses hold nobody up, and how far they are behind is seen`() async throws {
        let witnesses = try TestWitnesses()
        let policy = try WitnessPolicy.async(witnesses.all.map(\.key.verifier))
        let quorum = try witnesses.quorum(policy)
        for witness in witnesses.all { witness.mood = .offline }
        try await quorum.whileRunning {
            let journal = try await Journal.fresh(MemoryLedgerStore(), quorum)
            try await journal.whileRunning {
                for index in 0..<5 { try await journal.append([Fixed.event("\(index)")]) }
                #expect(try journal.unwitnessedEntries == 6)
                #expect(quorum.standings.allSatisfy { $0.size == 0 })
                for witness in witnesses.all { witness.mood = .honest }
                try await journal.append([Fixed.event("last")])
                for _ in 0..<400 where try journal.unwitnessedEntries > 0 { try await Task.sleep(for: .milliseconds(50)) }
                #expect(try journal.unwitnessedEntries == 0)
                #expect(quorum.latest?.size == 7)
            }
        }
    }

    @Test func `[124] A ledger keeps the witness policy that it began with`() async throws {
        let witnesses = try TestWitnesses()
        let quorum = try witnesses.quorum()
        let store = MemoryLedgerStore()
        try await quorum.whileRunning {
            _ = try await Journal.fresh(store, quorum)
            #expect(await ledgerError { _ = try await Journal.reopen(store, nil) } == .of(.policyMismatch))
            let lax = try witnesses.quorum(try witnesses.policy(age: 61))
            #expect(await ledgerError { _ = try await Journal.reopen(store, lax) } == .of(.policyMismatch))
        }
    }
}
