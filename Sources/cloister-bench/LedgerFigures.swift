import CSQLite
import Foundation
import Ledger
import LedgerSQLite
import Synchronization

/// Durable events at the journal's interface, beside SQLite alone with the same rows in the same batches.
struct LedgerFigures: FigureGroup {
    private static let runs = 5
    private static let writers = 256
    private static let eventsPerWriter = 200
    private static let eventBytes = 300

    let name = "ledger"

    func measure() async throws -> [Figure] {
        // One comparison that is not counted: it warms the caches of both sides.
        _ = try await compare()
        var runs: [(ratio: Double, rate: Double)] = []
        for _ in 0..<Self.runs { runs.append(try await compare()) }
        let durable = [
            Figure(
                name: "ledger.durable.256writers.vsSQLite", value: runs.map(\.ratio).median, unit: "ratio", target: 0.5, better: .higher),
            Figure(name: "ledger.durable.256writers", value: runs.map(\.rate).median, unit: "events/s", target: 10_000, better: .higher),
        ]
        return durable + (try await LargeLedgerFigures().measure())
    }

    /// The time SQLite needs divided by the time the journal needs, and the journal's events a second.
    private func compare() async throws -> (ratio: Double, rate: Double) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cloister-bench-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = RecordingStore(try await SQLiteLedgerStore(path: "\(folder)/journal.sqlite"))
        let journalTime = try await journal(store)
        await store.base.close()
        let rate = Double(Self.writers * Self.eventsPerWriter) / journalTime.seconds
        return (try bareSQLite("\(folder)/bare.sqlite", store.batches).seconds / journalTime.seconds, rate)
    }

    private func journal(_ store: RecordingStore) async throws -> Duration {
        let origin = try LedgerOrigin("cloister.example/bench")
        let keys = try LedgerKeys(applicationSecret: [UInt8](repeating: 1, count: 32))
        let journal = try await Journal.create(store: store, keys: keys, origin: origin)
        store.forget()
        let time = try await journal.whileRunning {
            try await ContinuousClock().measure {
                try await withThrowingTaskGroup { group in
                    for writer in 0..<Self.writers {
                        group.addTask {
                            for index in 0..<Self.eventsPerWriter {
                                let event = (0..<Self.eventBytes).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ writer &* 7 &+ index) }
                                try await journal.append([LedgerRecord(fields: [.init("kind", [1]), .init("event", event)])])
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }
        var replayed = 0
        _ = try await Journal.open(store: store.base, keys: keys, origin: origin, remembered: try journal.checkpoint) { _ in replayed += 1 }
        guard replayed == Self.writers * Self.eventsPerWriter, store.batches.joined().count == replayed else {
            throw FigureError("the ledger does not hold what was appended")
        }
        return time
    }

    /// The same batches of rows of the same sizes, in a loop that does nothing else.
    private func bareSQLite(_ path: String, _ batches: [[Int]]) throws -> Duration {
        var database: OpaquePointer?
        var insert: OpaquePointer?
        defer {
            sqlite3_finalize(insert)
            sqlite3_close(database)
        }
        func check(_ code: Int32) throws {
            guard [SQLITE_OK, SQLITE_DONE, SQLITE_ROW].contains(code) else { throw FigureError("SQLite failed with code \(code)") }
        }
        func execute(_ sql: String) throws { try check(sqlite3_exec(database, sql, nil, nil, nil)) }
        try check(sqlite3_open(path, &database))
        try execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        try execute("CREATE TABLE entry (sequence INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT")
        try check(sqlite3_prepare_v2(database, "INSERT INTO entry (sequence, sealed) VALUES (?, ?)", -1, &insert, nil))
        let row = (0..<(batches.joined().max() ?? 0)).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 9) }
        var sequence: Int64 = 0
        let time = try ContinuousClock().measure {
            try row.withUnsafeBytes { row in
                for batch in batches {
                    try execute("BEGIN IMMEDIATE")
                    for length in batch {
                        try check(sqlite3_bind_int64(insert, 1, sequence))
                        try check(sqlite3_bind_blob(insert, 2, row.baseAddress, Int32(length), nil))
                        try check(sqlite3_step(insert))
                        try check(sqlite3_reset(insert))
                        sequence += 1
                    }
                    try execute("COMMIT")
                }
            }
        }
        guard sequence == Int64(batches.joined().count) else { throw FigureError("SQLite did not write every row") }
        return time
    }
}

/// A store that notes the sizes of the rows of each append.
private final class RecordingStore: LedgerStore {
    let base: SQLiteLedgerStore
    private let recorded = Mutex<[[Int]]>([])

    init(_ base: SQLiteLedgerStore) { self.base = base }

    var batches: [[Int]] { recorded.withLock { $0 } }

    func forget() { recorded.withLock { $0 = [] } }

    func head() async throws -> UInt64 { try await base.head() }
    func snapshots() async throws -> [UInt64] { try await base.snapshots() }
    func piece(_ name: StoredPiece.Name) async throws -> [UInt8]? { try await base.piece(name) }
    func keep(_ pieces: [StoredPiece]) async throws { try await base.keep(pieces) }
    func removeSnapshot(at size: UInt64) async throws { try await base.removeSnapshot(at: size) }

    func read(from first: UInt64, count: Int) async throws -> [SealedEntry] { try await base.read(from: first, count: count) }

    func append(_ entries: [SealedEntry], at position: UInt64) async throws {
        try await base.append(entries, at: position)
        recorded.withLock { $0.append(entries.map(\.bytes.count)) }
    }
}
