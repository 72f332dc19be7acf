import CSQLite
import Ledger

/// A prepared statement.
final class SQLiteStatement {
    private let handle: OpaquePointer
    // Keeps the connection open.
    private let connection: SQLiteConnection

    init(_ handle: OpaquePointer, of connection: SQLiteConnection) {
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    /// Advances to the next row; false after the last.
    func step() throws(LedgerError) -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw .sqlite(code)
        }
    }

    /// Makes the statement ready for another run.
    func reset() { sqlite3_reset(handle) }

    func bind(_ value: Int64, at index: Int32) throws(LedgerError) {
        let code = sqlite3_bind_int64(handle, index, value)
        guard code == SQLITE_OK else { throw .sqlite(code) }
    }

    /// Runs a statement to its end with the bytes bound in place at `index`.
    func run(binding bytes: [UInt8], at index: Int32) throws(LedgerError) {
        let code = bytes.withUnsafeBytes { buffer in
            let bound = sqlite3_bind_blob64(handle, index, buffer.baseAddress, UInt64(buffer.count), nil)
            guard bound == SQLITE_OK else { return bound }
            defer {
                sqlite3_reset(handle)
                sqlite3_clear_bindings(handle)
            }
            return sqlite3_step(handle)
        }
        guard code == SQLITE_DONE else { throw .sqlite(code) }
    }

    /// A column's integer; nil for NULL.
    func integer(_ column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_INTEGER ? sqlite3_column_int64(handle, column) : nil
    }

    func text(_ column: Int32) -> String? {
        sqlite3_column_text(handle, column).map { String(cString: $0) }
    }

    /// A column's bytes; nil if they are more than `limit` or no blob.
    func blob(_ column: Int32, atMost limit: Int) -> [UInt8]? {
        guard sqlite3_column_type(handle, column) == SQLITE_BLOB else { return nil }
        let count = Int(sqlite3_column_bytes(handle, column))
        guard count <= limit else { return nil }
        return Array(UnsafeRawBufferPointer(start: sqlite3_column_blob(handle, column), count: count))
    }
}
