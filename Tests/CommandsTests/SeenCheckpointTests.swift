import ArgumentParser
import Client
import Ledger
import Testing

@testable import Commands

@Suite struct SeenCheckpointTests {
    private static let keys = Result { try LedgerKeys(applicationSecret: [1]) }

    /// Heads of one ledger, or of two branches of it, as they grow.
    private static func heads(_ count: Int, after store: MemoryLedgerStore = MemoryLedgerStore()) async throws -> [SeenLedger] {
        let (keys, origin) = (try keys.get(), try LedgerOrigin("a.example/l"))
        let journal =
            store.head() == 0
            ? try await Journal.create(store: store, keys: keys, origin: origin)
            : try await Journal.open(store: store, keys: keys, origin: origin) { _ in }
        return try await journal.whileRunning {
            var heads: [SeenLedger] = []
            for index in 0..<count {
                heads.append(try SeenLedger(key: journal.checkpointKey, checkpoint: journal.checkpoint.bytes))
                try await journal.append([LedgerRecord(fields: [.init("event", [UInt8(index)])])])
            }
            return heads
        }
    }

    @Test func `What a home remembers of a ledger is what it saw`() async throws {
        let head = try await Self.heads(3)[2]
        #expect(try SeenCheckpoint(head).seen() == head)
    }

    @Test func `[43] A home remembers the newest head, whatever order commands end in`() async throws {
        let home = TemporaryHome()
        try home.folder.prepare()
        try home.folder.encode(NodeFile(server: "a.example:7443", origin: "a.example/l", checkpoint: nil), to: .node)
        let store = MemoryLedgerStore()
        let heads = try await Self.heads(3, after: store)
        for (shown, kept) in [(1, 1), (0, 1), (2, 2), (2, 2)] {
            try home.folder.remember(heads[shown])
            #expect(try home.folder.nodeFile()?.checkpoint == SeenCheckpoint(heads[kept]))
        }
        // Two commands that ended at once and were shown two branches of the same length.
        let branch = try await Self.heads(3)
        let failure = #expect(throws: CommandFailure.self) { try home.folder.remember(branch[2]) }
        #expect(failure?.reason == "LEDGER_FORKED" && failure?.exitCode.rawValue == 3)
    }

    @Test func `[43] A memory that was altered is refused, and not forgotten`() async throws {
        let home = TemporaryHome()
        try home.folder.prepare()
        let heads = try await Self.heads(2)
        var file = NodeFile(server: "a.example:7443", origin: "a.example/l", checkpoint: SeenCheckpoint(heads[1]))
        try home.folder.encode(file, to: .node)
        let text = String(decoding: try home.folder.read(.node), as: UTF8.self)
        #expect(text.contains("\"size\""))
        try home.folder.write(
            Array(text.replacing("\"size\":2", with: "\"size\":1").replacing("\"size\" : 2", with: "\"size\" : 1").utf8), to: .node)
        file = try #require(try home.folder.nodeFile())
        #expect(throws: LocalFileError.self) { try file.checkpoint?.seen() }
    }
}
