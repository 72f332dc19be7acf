import Client
import ControlAPI
import Foundation
import Ledger
import Testing
import Wire

/// A client that remembers a ledger, and nodes whose evidence is good and whose ledger is not the latest.
@Suite struct SeenLedgerTests {
    private static let keys = Result { try LedgerKeys(applicationSecret: [1]) }

    private static func record(_ text: String) -> LedgerRecord { LedgerRecord(fields: [.init("event", Array(text.utf8))]) }

    /// A ledger of so many entries in a store, opened on what is there.
    private static func journal(_ store: MemoryLedgerStore, keys: LedgerKeys? = nil) async throws -> Journal {
        let (keys, origin) = (try keys ?? Self.keys.get(), try LedgerOrigin(LyingNode.origin))
        if store.head() == 0 { return try await Journal.create(store: store, keys: keys, origin: origin) }
        return try await Journal.open(store: store, keys: keys, origin: origin) { _ in }
    }

    private static func grown(_ journal: Journal, by count: Int) async throws -> Journal {
        try await journal.whileRunning { for index in 0..<count { try await journal.append([record("\(index)")]) } }
        return journal
    }

    private static func seen(_ journal: Journal) throws -> SeenLedger {
        try SeenLedger(key: try journal.checkpointKey, checkpoint: try journal.checkpoint.bytes)
    }

    /// How a client that has seen `seen` takes a node that shows `journal`.
    private static func outcome(
        seen: SeenLedger?, journal: Journal, proof: ConsistencyProof? = nil,
        _ change: (inout Cloister_V1_ShowLedgerResponse) -> Void = { _ in }
    ) async throws -> String {
        do {
            return try await LyingNode().answering([:], seen: seen) { shown in
                shown.checkpointKey = "\(try journal.checkpointKey)"
                shown.checkpoint = Data(try journal.checkpoint.bytes)
                shown.consistencyProof = Data(proof?.wireBytes ?? [])
                change(&shown)
            } _: { client in
                "accepted at \(client.ledger.seen.checkpoint.size)"
            }
        } catch let error as ClientError {
            #expect(error.code == .ledgerContradicted || error.code == .invalidAnswer)
            return error.reason
        }
    }

    @Test func `[43] A ledger that grew is accepted with the proof that it did, and only with that`() async throws {
        let store = MemoryLedgerStore()
        let seen = try Self.seen(try await Self.grown(try await Self.journal(store), by: 5))
        let later = try await Self.grown(try await Self.journal(store), by: 3)
        let proof = try await later.compare(with: seen.checkpoint).proof
        #expect(try await Self.outcome(seen: nil, journal: later) == "accepted at 10")
        #expect(try await Self.outcome(seen: seen, journal: later, proof: proof) == "accepted at 10")
        #expect(try await Self.outcome(seen: seen, journal: later) == "LEDGER_FORKED")
        for index in proof.path.indices {
            var path = proof.path
            path.remove(at: index)
            let shorter = ConsistencyProof(oldSize: proof.oldSize, newSize: proof.newSize, path: path)
            #expect(try await Self.outcome(seen: seen, journal: later, proof: shorter) == "LEDGER_FORKED")
        }
        // The right proof of another pair of sizes.
        let other = try await later.consistencyProof(from: 5, to: later.size)
        #expect(try await Self.outcome(seen: seen, journal: later, proof: other) == "LEDGER_FORKED")
    }

    @Test func `[37][43] A ledger that went back, or that is another branch, is refused by whoever has seen it newer`() async throws {
        let store = MemoryLedgerStore()
        let journal = try await Self.grown(try await Self.journal(store), by: 5)
        let entries = store.contents
        let seen = try Self.seen(try await Self.grown(try await Self.journal(MemoryLedgerStore(entries)), by: 3))
        #expect(try await Self.outcome(seen: seen, journal: journal) == "LEDGER_ROLLED_BACK")
        // Opened again from the older state: as long as what was seen, and longer.
        for growth in [3, 8] {
            let fork = try await Self.grown(try await Self.journal(MemoryLedgerStore(entries)), by: growth)
            let proof = try await fork.consistencyProof(from: seen.checkpoint.size)
            #expect(try await Self.outcome(seen: seen, journal: fork, proof: proof) == "LEDGER_FORKED")
            await #expect(throws: LedgerError.self) { try await fork.compare(with: seen.checkpoint) }
        }
    }

    @Test func `[43] A ledger with another key, or a head that its key did not sign, is refused`() async throws {
        let journal = try await Self.journal(MemoryLedgerStore())
        let other = try await Self.journal(MemoryLedgerStore(), keys: try LedgerKeys(applicationSecret: [1]))
        let seen = try Self.seen(journal)
        #expect(try await Self.outcome(seen: seen, journal: other) == "LEDGER_FORKED")
        let foreign = try other.checkpoint.bytes
        #expect(try await Self.outcome(seen: nil, journal: journal) { $0.checkpoint = Data(foreign) } == "INVALID_ANSWER")
        #expect(try await Self.outcome(seen: nil, journal: journal) { $0.checkpoint = Data() } == "INVALID_ANSWER")
        #expect(try await Self.outcome(seen: nil, journal: journal) { $0.checkpointKey = "none" } == "INVALID_ANSWER")
    }

}
