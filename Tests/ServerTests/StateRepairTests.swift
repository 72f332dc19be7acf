import ControlPlane
import Foundation
import Synchronization
import Testing

@testable import Ledger
@testable import Server

/// The steps of a repair around `LedgerRepair`: what it asks for, what it changes and what it leaves.
@Suite(.timeLimit(.minutes(2))) struct StateRepairTests {
    private static let origin = "ledger.test/repair"

    /// A state folder whose stores are in memory, each under the number of its folder.
    private final class Stores: Sendable {
        let path = FileManager.default.temporaryDirectory.path + "/repair-\(UUID().uuidString)"
        private let all = Mutex<[UInt64: MemoryLedgerStore]>([:])

        init(_ ledger: MemoryLedgerStore) throws {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            try add(ledger, "ledger")
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func add(_ store: MemoryLedgerStore, _ name: String) throws {
            try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: false)
            let number = try Self.number(path + "/" + name)
            all.withLock { $0[number] = store }
        }

        func open(_ folder: String) throws -> MemoryLedgerStore {
            if !FileManager.default.fileExists(atPath: folder) {
                try add(MemoryLedgerStore(), String(folder.split(separator: "/").last ?? ""))
            }
            let number = try Self.number(folder)
            return try #require(all.withLock { $0[number] })
        }

        var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }

        private static func number(_ folder: String) throws -> UInt64 {
            let number = try FileManager.default.attributesOfItem(atPath: folder)[.systemFileNumber] as? NSNumber
            return try #require(number).uint64Value
        }
    }

    /// A ledger with a snapshot at 5 and two entries after it that the state depends on.
    private static func ledger() async throws -> (store: MemoryLedgerStore, keys: LedgerKeys) {
        let (store, keys) = (MemoryLedgerStore(), try LedgerKeys(applicationSecret: [1]))
        let journal = try await Journal.create(store: store, keys: keys, origin: LedgerOrigin(origin))
        try await journal.whileRunning {
            for _ in 0..<4 { try await journal.recordTime().durable() }
            _ = try await journal.snapshot(at: 5, format: StateSnapshot.format, items: StateSnapshot(State()))
            try await journal.recordTime().durable()
        }
        return (store, keys)
    }

    private static func repair(_ stores: Stores, _ keys: LedgerKeys, remembered: Checkpoint? = nil) throws -> StateRepair {
        StateRepair(state: stores.path, origin: try LedgerOrigin(origin), keys: keys, remembered: remembered) { try stores.open($0) }
    }

    private static func damaged(_ store: MemoryLedgerStore, _ sequence: Int) -> MemoryLedgerStore {
        var entries = store.contents
        entries[sequence] = SealedEntry(sequence: UInt64(sequence), bytes: [1, 2, 3])
        return MemoryLedgerStore(entries, pieces: store.pieces)
    }

    @Test func `[105] What nobody has is left out only if somebody accepts that, and never at each start again`() async throws {
        let (good, keys) = try await Self.ledger()
        let bad = Self.damaged(good, 2)
        let stores = try Stores(bad)
        let refused = await #expect(throws: NodeError.self) {
            try await Self.repair(stores, keys).run(copy: nil, acceptingLoss: false)
        }
        #expect(refused?.description.contains("nobody has them: 2.") == true, "\(String(describing: refused))")
        #expect(try stores.names == ["ledger"] && stores.open(stores.path + "/ledger") === bad)

        let report = try await Self.repair(stores, keys).run(copy: nil, acceptingLoss: true)
        #expect(report.lost == [2] && report.lostCount == 1 && report.snapshot == 5 && report.entries == good.head())
        #expect(try stores.names == ["ledger", "ledger.damaged-1", "ledger.repair-1.json"])
        #expect(try stores.open(stores.path + "/ledger.damaged-1") === bad && report.damaged == stores.path + "/ledger.damaged-1")
        let opened = try await Journal.open(
            store: stores.open(stores.path + "/ledger"), keys: keys, origin: LedgerOrigin(Self.origin), as: ReplayedState.self)
        let past = try await opened.journal.verifyPast(to: 5)
        #expect(opened.snapshot == 5 && past.isWhole && past.leftOut == 1)
    }

    @Test func `[37][105] An entry after the snapshot, and a head that somebody has seen, are never given up`() async throws {
        let (good, keys) = try await Self.ledger()
        let stores = try Stores(Self.damaged(good, 6))
        await #expect(throws: LedgerError.self) { try await Self.repair(stores, keys).run(copy: nil, acceptingLoss: true) }
        #expect(try stores.names == ["ledger"])
        let newer = try await Journal.open(store: good, keys: keys, origin: LedgerOrigin(Self.origin)) { _ in }
        let short = try Stores(MemoryLedgerStore(Array(good.contents.dropLast()), pieces: good.pieces))
        let seen = try newer.checkpoint
        let error = await #expect(throws: LedgerError.self) {
            try await Self.repair(short, keys, remembered: seen).run(copy: nil, acceptingLoss: true)
        }
        #expect(error?.code == .behindRemembered)
        #expect(try short.names == ["ledger"])
    }

    @Test func `A repair that was cut short is in nobody's way unnoticed, and a second one keeps what the first kept`() async throws {
        let (good, keys) = try await Self.ledger()
        let stores = try Stores(good)
        try stores.add(MemoryLedgerStore(), "ledger.repaired")
        await #expect(throws: NodeError.self) { try await Self.repair(stores, keys).run(copy: nil, acceptingLoss: false) }
        try FileManager.default.removeItem(atPath: stores.path + "/ledger.repaired")
        for number in 1...2 {
            let report = try await Self.repair(stores, keys).run(copy: nil, acceptingLoss: false)
            #expect(report.damaged.hasSuffix("/ledger.damaged-\(number)") && report.lost.isEmpty)
        }
        await #expect(throws: NodeError.self) {
            try await Self.repair(stores, keys).run(copy: stores.path + "/nowhere", acceptingLoss: false)
        }
    }
}
