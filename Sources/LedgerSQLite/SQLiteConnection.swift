import CSQLite
import Ledger

/// An open database, used from one thread at a time, and closed with its last reference.
final class SQLiteConnection {
    private let handle: OpaquePointer

    /// Opens an existing file, on SQLite's own file system or a registered one.
    init(path: String, fileSystem: String? = nil) throws(LedgerError) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &handle, flags, fileSystem)
        guard let handle, code == SQLITE_OK else {
            sqlite3_close_v2(handle)
            throw .sqlite(code)
        }
        self.handle = handle
        sqlite3_extended_result_codes(handle, 1)
    }

    deinit { sqlite3_close_v2(handle) }

    /// Runs statements whose results nobody wants.
    func execute(_ sql: String) throws(LedgerError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw .sqlite(code) }
    }

    /// Prepares a statement that lives as long as the connection is used.
    func prepare(_ sql: String) throws(LedgerError) -> SQLiteStatement {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard let statement, code == SQLITE_OK else { throw .sqlite(code) }
        return SQLiteStatement(statement, of: self)
    }

    /// The integer that a statement yields in its first row; nil if it yields none or NULL.
    func integer(_ sql: String) throws(LedgerError) -> Int64? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : nil
    }

    /// The text that a statement yields in its first row.
    func text(_ sql: String) throws(LedgerError) -> String? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.text(0) : nil
    }

    /// The texts that a statement yields in its rows: at most 16, and "" for NULL.
    func texts(_ sql: String) throws(LedgerError) -> [String] {
        let statement = try prepare(sql)
        var texts: [String] = []
        while texts.count < 16, try statement.step() { texts.append(statement.text(0) ?? "") }
        return texts
    }
}

extension LedgerError {
    /// Says what a result code means, without any of the data.
    static func sqlite(_ code: Int32) -> LedgerError {
        let reason = String(cString: sqlite3_errstr(code))
        return switch code & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED:
            LedgerError(.inUse, "The ledger is open in another process; one at a time may write it.")
        case SQLITE_CORRUPT:
            LedgerError(.damagedStore, "The ledger's database is damaged (\(reason)): restore it from a copy.")
        case SQLITE_NOTADB:
            LedgerError(.foreignStore, "The file is not a ledger's database.")
        case SQLITE_FULL:
            LedgerError(.storeFailed, "The ledger could not be written: the disk is full.")
        default:
            LedgerError(.storeFailed, "The ledger's database failed: \(reason) (\(code)).")
        }
    }
}
