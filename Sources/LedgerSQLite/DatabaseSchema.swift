import Ledger

/// The tables of a ledger's database: exactly these, of exactly this version.
enum DatabaseSchema {
    /// `CLDG`.
    private static let applicationID: Int64 = 0x434C_4447
    private static let version: Int64 = 2
    private static let entries = "CREATE TABLE entry (sequence INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT"
    private static let pieces = [
        "CREATE TABLE snapshot (place INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT",
        "CREATE TABLE tile (place INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT",
    ]

    /// Gives a new file its tables, adds to one of version 1 those that it lacks, and refuses any other that does not have exactly them.
    static func check(_ connection: SQLiteConnection) throws(LedgerError) {
        let id = try connection.integer("PRAGMA application_id")
        let found = try connection.integer("PRAGMA user_version")
        let tables = try connection.texts("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY rowid")
        if id == 0, found == 0, tables.isEmpty {
            try create([entries] + pieces, in: connection)
            return
        }
        guard id == applicationID else {
            throw LedgerError(.foreignStore, "The file is another program's database, not a ledger's.")
        }
        if found == 1, tables == [entries] {
            try create(pieces, in: connection)
            return
        }
        guard found == version else {
            throw LedgerError(.foreignStore, "The ledger's database has a version that this program does not know.")
        }
        guard tables == [entries] + pieces else {
            throw LedgerError(.damagedStore, "The ledger's database holds other tables than its own.")
        }
    }

    private static func create(_ tables: [String], in connection: SQLiteConnection) throws(LedgerError) {
        try connection.execute(
            """
            BEGIN IMMEDIATE; \(tables.joined(separator: "; ")); PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version); COMMIT
            """)
    }
}
