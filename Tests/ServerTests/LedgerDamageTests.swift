import ControlPlane
import Foundation
import Ledger
import Logging
import Synchronization
import Testing

@testable import Server

/// Damage that an opening from a snapshot does not meet.
@Suite(.timeLimit(.minutes(2))) struct LedgerDamageTests {
    /// A state folder, gone with the value.
    private final class Folder: Sendable {
        let path = FileManager.default.temporaryDirectory.path + "/damage-\(UUID().uuidString)"
        init() throws {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        }
        deinit { try? FileManager.default.removeItem(atPath: path) }
        func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }
    }

    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// A ledger with a snapshot and some entries after it, and its keys.
    private static func ledger() async throws -> (store: MemoryLedgerStore, keys: LedgerKeys, snapshot: UInt64) {
        let (store, keys) = (MemoryLedgerStore(), try LedgerKeys(applicationSecret: [1]))
        let journal = try await Journal.create(store: store, keys: keys, origin: LedgerOrigin("ledger.test/damage"))
        let ledger = try ControlLedger(journal: journal, state: State())
        let snapshot = try await journal.whileRunning {
            let configuration = Configuration(
                ledgerOrigin: "ledger.test/damage", adminKeys: [], isRegistrationOpen: true, jailProfiles: ["standard"],
                witnessPolicy: "off")
            try await ledger.submit(.configure(configuration), by: .system)
            let made = try await ledger.snapshot()
            try await journal.recordTime().durable()
            return made.size
        }
        return (store, keys, snapshot)
    }

    private static func open(_ store: MemoryLedgerStore, _ keys: LedgerKeys) async throws -> Journal {
        try await Journal.open(store: store, keys: keys, origin: LedgerOrigin("ledger.test/damage"), as: ReplayedState.self).journal
    }

    @Test func `[105] Damage before the snapshot ends the node, is noted, and is no more served until it is repaired`() async throws {
        let folder = try Folder()
        let damage = LedgerDamage(folder: folder.path, logger: Self.logger)
        let (good, keys, snapshot) = try await Self.ledger()
        try await damage.examine(try await Self.open(MemoryLedgerStore(good.contents, pieces: good.pieces), keys), to: snapshot)
        #expect(!folder.has("ledger.damage"))

        var entries = good.contents
        entries[1] = SealedEntry(sequence: 1, bytes: [1, 2, 3])
        let bad = MemoryLedgerStore(entries, pieces: good.pieces)
        let first = try await Self.open(bad, keys)
        let error = await #expect(throws: NodeError.self) { try await damage.examine(first, to: snapshot) }
        #expect(error?.description.contains(": 1;") == true)
        #expect(folder.has("ledger.damage"))
        // From now on before anything is served.
        let second = try await Self.open(bad, keys)
        await #expect(throws: NodeError.self) { try await damage.examineIfNoted(second, to: snapshot) }
        #expect(folder.has("ledger.damage"))
        let third = try await Self.open(good, keys)
        try await damage.examineIfNoted(third, to: snapshot)
        #expect(!folder.has("ledger.damage"))
        try await damage.examineIfNoted(second, to: snapshot)
    }

    @Test func `[105] A note of damage that cannot be read counts as one`() async throws {
        let folder = try Folder()
        let damage = LedgerDamage(folder: folder.path, logger: Self.logger)
        let (good, keys, snapshot) = try await Self.ledger()
        var entries = good.contents
        entries[1] = SealedEntry(sequence: 1, bytes: [1, 2, 3])
        let journal = try await Self.open(MemoryLedgerStore(entries, pieces: good.pieces), keys)
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/ledger.damage", withDestinationPath: "/nowhere")
        await #expect(throws: NodeError.self) { try await damage.examineIfNoted(journal, to: snapshot) }
    }

    @Test func `[43][105] An alarm's checkpoint is kept for this user alone, read with a bound, and refused if it is not one`() async throws
    {
        let folder = try Folder()
        let alarm = LedgerAlarm(folder: folder.path, logger: Self.logger)
        let (store, keys, _) = try await Self.ledger()
        let journal = try await Self.open(store, keys)
        let (seen, key) = (try journal.checkpoint, try journal.checkpointKey)
        #expect(try alarm.remembered(key: key) == nil)
        alarm.raise(seen, LedgerError(.behindRemembered, "planted"))
        let path = folder.path + "/ledger.seen"
        #expect(try alarm.remembered(key: key) == seen)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        for bytes in [[UInt8](repeating: 65, count: LedgerAlarm.maximumBytes + 1), [], Array("no checkpoint\n".utf8)] {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            #expect(throws: NodeError.self) { try alarm.remembered(key: key) }
        }
        alarm.settle()
        #expect(try alarm.remembered(key: key) == nil)
    }
}
