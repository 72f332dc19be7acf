import CSQLite

/// What a host can do to a ledger's rows with SQL while no node runs.
enum HostileHost {
    /// Removes the rows from a sequence number on; snapshots and tiles stay.
    static func removeRows(from first: Int, folder: String) -> Bool { run("DELETE FROM entry WHERE sequence >= \(first)", folder) }

    /// Removes one row.
    static func removeRow(_ sequence: Int, folder: String) -> Bool { run("DELETE FROM entry WHERE sequence = \(sequence)", folder) }

    /// Exchanges what two rows hold.
    static func swapRows(_ one: Int, _ other: Int, folder: String) -> Bool {
        run(
            """
            UPDATE entry SET sequence = -1 WHERE sequence = \(one); UPDATE entry SET sequence = \(one) WHERE sequence = \(other);
            UPDATE entry SET sequence = \(other) WHERE sequence = -1
            """, folder)
    }

    /// How many rows there are; nil if the database cannot be read.
    static func rowCount(folder: String) -> Int? { number("SELECT count(*) FROM entry", folder) }

    /// The size of the newest snapshot of which a part is there, 0 for none; nil if the database cannot be read.
    static func newestSnapshot(folder: String) -> Int? { number("SELECT coalesce(max(place), 0) >> 14 FROM snapshot", folder) }

    private static func number(_ sql: String, _ folder: String) -> Int? {
        var number: Int?
        _ = withDatabase(folder) { handle in
            var statement: OpaquePointer?
            defer { sqlite3_finalize(statement) }
            guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { return false }
            guard sqlite3_step(statement) == SQLITE_ROW else { return false }
            number = Int(sqlite3_column_int64(statement, 0))
            return true
        }
        return number
    }

    private static func run(_ sql: String, _ folder: String) -> Bool {
        withDatabase(folder) { sqlite3_exec($0, "BEGIN IMMEDIATE; \(sql); COMMIT", nil, nil, nil) == SQLITE_OK }
    }

    private static func withDatabase(_ folder: String, _ body: (OpaquePointer) -> Bool) -> Bool {
        var handle: OpaquePointer?
        defer { sqlite3_close_v2(handle) }
        let path = "\(folder)/\(DiskFileSystem.databaseName)"
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, DiskFileSystem.name) == SQLITE_OK, let handle else { return false }
        guard sqlite3_exec(handle, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL", nil, nil, nil) == SQLITE_OK else {
            return false
        }
        return body(handle)
    }
}
