import CSQLite
import Ledger

/// A ledger's database, opened for this process alone and checked.
final class EntryDatabase {
    private static let maximumPageBytes = 8 << 20
    /// What a transaction adds to the write-ahead log besides its bytes, at least.
    private static let overheadBytes = 4096

    private let connection: SQLiteConnection
    private let pieces: PieceTables
    private let insert: SQLiteStatement
    private let select: SQLiteStatement
    private var count: UInt64
    // How much is in the write-ahead log that is not yet copied into the database, and how much may be.
    private var loggedBytes = 0
    private let checkpointBytes: Int
    // Set by a failed write: what is on disk is then known only to a connection opened anew.
    private var hasFailed = false

    init(path: String, checkpointBytes: Int, fileSystem: String? = nil) throws(LedgerError) {
        self.checkpointBytes = checkpointBytes
        let file = try DatabaseFile(path: path)
        try file.prepare()
        connection = try SQLiteConnection(path: path, fileSystem: fileSystem)
        try Self.configure(connection)
        try DatabaseSchema.check(connection)
        // A write-ahead log left by a crash may be in the page cache only. Copying it into the database writes and syncs its pages anew.
        guard try connection.integer("PRAGMA wal_checkpoint(TRUNCATE)") == 0 else { throw .sqlite(SQLITE_BUSY) }
        insert = try connection.prepare("INSERT INTO entry (sequence, sealed) VALUES (?, ?)")
        select = try connection.prepare("SELECT sequence, sealed FROM entry WHERE sequence >= ? ORDER BY sequence LIMIT ?")
        pieces = try PieceTables(connection)
        let lowest = try connection.integer("SELECT min(sequence) FROM entry") ?? 0
        let highest = try connection.integer("SELECT max(sequence) FROM entry") ?? -1
        guard lowest >= 0, highest < .max else { throw .sqlite(SQLITE_CORRUPT) }
        count = UInt64(highest + 1)
    }

    func entryCount() throws(LedgerError) -> UInt64 {
        try checkUsable()
        return count
    }

    func read(from first: UInt64, count: Int) throws(LedgerError) -> [SealedEntry] {
        try checkUsable()
        guard let first = Int64(exactly: first), count > 0 else { return [] }
        defer { select.reset() }
        try select.bind(first, at: 1)
        try select.bind(Int64(count), at: 2)
        var entries: [SealedEntry] = []
        var bytes = 0
        while bytes < Self.maximumPageBytes, try select.step() {
            guard let sequence = select.integer(0).flatMap(UInt64.init(exactly:)) else { throw .sqlite(SQLITE_CORRUPT) }
            guard let sealed = select.blob(1, atMost: SealedEntry.maximumBytes) else {
                throw LedgerError(.damagedEntry, "Entry \(sequence) of the ledger is no sealed entry.", sequence: sequence)
            }
            entries.append(SealedEntry(sequence: sequence, bytes: sealed))
            bytes += sealed.count
        }
        return entries
    }

    func append(_ entries: [SealedEntry], at position: UInt64) throws(LedgerError) {
        try checkUsable()
        guard position == count else {
            throw LedgerError(.conflict, "Another writer appended to the ledger's store.", sequence: count)
        }
        try change(bytes: entries.reduce(0) { $0 + $1.bytes.count }) { () throws(LedgerError) in
            for (offset, entry) in entries.enumerated() {
                guard entry.sequence == position + UInt64(offset), let sequence = Int64(exactly: entry.sequence) else {
                    throw LedgerError(.conflict, "The entries to append do not follow one another.", sequence: entry.sequence)
                }
                try insert.bind(sequence, at: 1)
                try insert.run(binding: entry.bytes, at: 2)
            }
        }
        count += UInt64(entries.count)
    }

    func snapshots() throws(LedgerError) -> [UInt64] {
        try checkUsable()
        return try pieces.snapshots()
    }

    func piece(_ name: StoredPiece.Name) throws(LedgerError) -> [UInt8]? {
        try checkUsable()
        return try pieces.piece(name)
    }

    func keep(_ new: [StoredPiece]) throws(LedgerError) {
        try checkUsable()
        try change(bytes: new.reduce(0) { $0 + $1.bytes.count }) { () throws(LedgerError) in for piece in new { try pieces.keep(piece) } }
    }

    func removeSnapshot(at size: UInt64) throws(LedgerError) {
        try checkUsable()
        try change(bytes: 0) { () throws(LedgerError) in try pieces.removeSnapshot(at: size) }
    }

    // A transaction: durable on return. After a failure this connection writes and reads no more.
    private func change(bytes: Int, _ body: () throws(LedgerError) -> Void) throws(LedgerError) {
        hasFailed = true
        try connection.execute("BEGIN IMMEDIATE")
        try body()
        try connection.execute("COMMIT")
        loggedBytes += bytes + Self.overheadBytes
        if loggedBytes > checkpointBytes {
            // SQLite's own checkpoints overlook errors, and a later sync may then succeed without the pages of the one that failed.
            guard try connection.integer("PRAGMA wal_checkpoint(PASSIVE)") == 0 else { throw LedgerError.sqlite(SQLITE_BUSY) }
            loggedBytes = 0
        }
        hasFailed = false
    }

    private func checkUsable() throws(LedgerError) {
        guard !hasFailed else {
            throw LedgerError(.storeFailed, "An earlier write to the ledger's database failed; it must be opened anew.")
        }
    }
}

extension EntryDatabase {
    private static func configure(_ connection: SQLiteConnection) throws(LedgerError) {
        // Exclusive before the first access: the write-ahead log's index then lives in this process, and nobody else gets in.
        try connection.execute(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0")
        guard try connection.text("PRAGMA journal_mode = WAL") == "wal" else {
            throw LedgerError(.storeFailed, "The ledger's folder does not allow a write-ahead log.")
        }
        try connection.execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0")
        try connection.execute("BEGIN EXCLUSIVE; COMMIT")
        guard try connection.integer("PRAGMA synchronous") == 2, try connection.text("PRAGMA locking_mode") == "exclusive" else {
            throw LedgerError(.storeFailed, "The database does not write through to the disk as it must.")
        }
    }
}
