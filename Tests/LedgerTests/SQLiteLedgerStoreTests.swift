import CSQLite
import Foundation
import Ledger
import LedgerSQLite
import Testing

@Suite struct SQLiteLedgerStoreTests {
    /// Runs SQL in a database that no store has open; the connection is closed without a checkpoint of its own.
    static func execute(_ sql: String, _ folder: TemporaryFolder) throws {
        var handle: OpaquePointer?
        try #require(sqlite3_open(folder.database, &handle) == SQLITE_OK)
        defer { sqlite3_close(handle) }
        try #require(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)
    }

    /// A closed ledger of `count` events.
    static func ledger(_ count: Int) async throws -> (folder: TemporaryFolder, checkpoint: Checkpoint) {
        let folder = try TemporaryFolder()
        let store = try await SQLiteLedgerStore(path: folder.database)
        let journal = try await Journal.fresh(store)
        try await journal.whileRunning { for index in 0..<count { try await journal.append([Fixed.event("\(index)")]) } }
        let checkpoint = try journal.checkpoint
        await store.close()
        return (folder, checkpoint)
    }

    /// Opens the ledger, returns its events, and closes it.
    static func events(_ folder: TemporaryFolder, remembered: Checkpoint? = nil) async throws -> [String] {
        let store = try await SQLiteLedgerStore(path: folder.database)
        do {
            let events = try await Journal.reopen(store, remembered: remembered).events
            await store.close()
            return events
        } catch {
            await store.close()
            throw error
        }
    }

    @Test func `[119] File and folder are this user's alone`() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/inner/ledger.sqlite"
        let store = try await SQLiteLedgerStore(path: path)
        _ = try await Journal.fresh(store)
        let mode = { (name: String) in try FileManager.default.attributesOfItem(atPath: name)[.posixPermissions] as? Int }
        #expect(try mode("\(folder.path)/inner") == 0o700)
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/inner") {
            #expect(try mode("\(folder.path)/inner/\(name)") == 0o600)
        }
        await store.close()
        try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: "\(folder.path)/inner")
        #expect(await ledgerError { _ = try await SQLiteLedgerStore(path: path) } == .of(.insecureFile))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: "\(folder.path)/inner")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(await ledgerError { _ = try await SQLiteLedgerStore(path: path) } == .of(.insecureFile))
    }

    @Test(arguments: ["ledger.sqlite", "/ledger.sqlite", "folder/", ""])
    func `A path without a folder of its own is refused`(path: String) async {
        #expect(await ledgerError { _ = try await SQLiteLedgerStore(path: path) } == .of(.insecureFile))
    }

    @Test func `A link in place of the file is refused`() async throws {
        let (folder, _) = try await Self.ledger(1)
        let path = "\(folder.path)/link.sqlite"
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.database)
        #expect(await ledgerError { _ = try await SQLiteLedgerStore(path: path) } != nil)
    }

    @Test func `[107] A second opening is refused, in this process and in another`() async throws {
        let folder = try TemporaryFolder()
        let store = try await SQLiteLedgerStore(path: folder.database)
        let journal = try await Journal.fresh(store)
        #expect(await ledgerError { _ = try await SQLiteLedgerStore(path: folder.database) } == .of(.inUse))
        let path = folder.database
        await #expect(processExitsWith: .exitCode(42)) { [path = path as String] in
            let error = await ledgerError { _ = try await SQLiteLedgerStore(path: path) }
            exit(error == .of(.inUse) ? 42 : 1)
        }
        try await journal.whileRunning { try await journal.append([Fixed.event("goes on")]) }
        await store.close()
        #expect(try await Self.events(folder) == ["goes on"])
    }

    @Test func `[107] Another program's database, another version and other tables are refused`() async throws {
        for (sql, code) in [
            ("PRAGMA application_id = 1", LedgerError.Code.foreignStore), ("PRAGMA application_id = 0", .foreignStore),
            ("PRAGMA user_version = 3", .foreignStore), ("PRAGMA user_version = 1", .foreignStore),
            ("PRAGMA user_version = 0", .foreignStore),
            ("CREATE TABLE other (x)", .damagedStore),
            ("CREATE TRIGGER t BEFORE INSERT ON entry BEGIN SELECT RAISE(IGNORE); END", .damagedStore),
            ("DROP TABLE entry", .damagedStore),
            ("DROP TABLE entry; CREATE TABLE entry (sequence INTEGER PRIMARY KEY, sealed BLOB)", .damagedStore),
        ] {
            let (folder, _) = try await Self.ledger(1)
            try Self.execute(sql, folder)
            #expect(await ledgerError { _ = try await Self.events(folder) } == .of(code), "\(sql)")
        }
        let folder = try TemporaryFolder()
        try folder.write(Array(repeating: 65, count: 5000), "ledger.sqlite")
        #expect(await ledgerError { _ = try await SQLiteLedgerStore(path: folder.database) } == .of(.foreignStore))
    }

    @Test func `[37] An older copy of the file is refused by whoever remembers more`() async throws {
        let (folder, _) = try await Self.ledger(3)
        let old = try folder.bytes("ledger.sqlite")
        let store = try await SQLiteLedgerStore(path: folder.database)
        let (journal, _) = try await Journal.reopen(store)
        try await journal.whileRunning { try await journal.append([Fixed.event("later")]) }
        let remembered = try journal.checkpoint
        await store.close()
        #expect(try await Self.events(folder, remembered: remembered) == ["0", "1", "2", "later"])
        try folder.write(old, "ledger.sqlite")
        #expect(await ledgerError { _ = try await Self.events(folder, remembered: remembered) } == .of(.behindRemembered))
        // Nobody who remembers: it opens, as the documents say.
        #expect(try await Self.events(folder) == ["0", "1", "2"])
        // Going on from the old copy never leads back to the remembered branch.
        for _ in 0..<3 { _ = try await Self.events(folder) }
        #expect(await ledgerError { _ = try await Self.events(folder, remembered: remembered) } == .of(.forkedFromRemembered))
    }

    @Test func `[38] A removed write-ahead log is refused by whoever remembers more`() async throws {
        let (folder, _) = try await Self.ledger(2)
        let store = try await SQLiteLedgerStore(path: folder.database)
        let (journal, _) = try await Journal.reopen(store)
        try await journal.whileRunning { try await journal.append([Fixed.event("later")]) }
        let remembered = try journal.checkpoint
        // What a crash would leave: database and log as they are now.
        let crashed = try TemporaryFolder()
        try crashed.write(try folder.bytes("ledger.sqlite"), "ledger.sqlite")
        let log = try folder.bytes("ledger.sqlite-wal")
        try crashed.write(log, "ledger.sqlite-wal")
        #expect(try await Self.events(crashed, remembered: remembered) == ["0", "1", "later"])

        let without = try TemporaryFolder()
        try without.write(try folder.bytes("ledger.sqlite"), "ledger.sqlite")
        #expect(await ledgerError { _ = try await Self.events(without, remembered: remembered) } == .of(.behindRemembered))
        #expect(try await Self.events(without) == ["0", "1"])

        // The same for a log cut short or damaged anywhere: the rest of it is as if it never was.
        for length in stride(from: 0, to: log.count, by: 1511) {
            for damaged in [Array(log.prefix(length)), log.enumerated().map { $0.offset == length ? $0.element ^ 1 : $0.element }] {
                let folder2 = try TemporaryFolder()
                try folder2.write(try folder.bytes("ledger.sqlite"), "ledger.sqlite")
                try folder2.write(damaged, "ledger.sqlite-wal")
                do {
                    #expect(try await Self.events(folder2, remembered: remembered) == ["0", "1", "later"])
                } catch let error as LedgerError {
                    #expect(error == .of(.behindRemembered) || error == .of(.damagedStore))
                }
            }
        }
        await store.close()
    }

    @Test func `[39] Swapped, deleted, replaced and inserted rows are refused by sequence number`() async throws {
        let cases: [(sql: String, code: LedgerError.Code, sequence: UInt64)] = [
            (
                """
                UPDATE entry SET sequence = -1 WHERE sequence = 2; UPDATE entry SET sequence = 2 WHERE sequence = 4;
                UPDATE entry SET sequence = 4 WHERE sequence = -1
                """, .damagedEntry, 2
            ),
            ("DELETE FROM entry WHERE sequence = 3", .missingEntry, 3), ("DELETE FROM entry WHERE sequence = 0", .missingEntry, 0),
            ("UPDATE entry SET sealed = (SELECT sealed FROM entry WHERE sequence = 4) WHERE sequence = 3", .damagedEntry, 3),
            ("UPDATE entry SET sealed = zeroblob(length(sealed)) WHERE sequence = 5", .damagedEntry, 5),
            ("UPDATE entry SET sealed = x'' WHERE sequence = 5", .damagedEntry, 5),
            ("UPDATE entry SET sealed = zeroblob(6000000) WHERE sequence = 5", .damagedEntry, 5),
            ("INSERT INTO entry SELECT 6, sealed FROM entry WHERE sequence = 5", .damagedEntry, 6),
            ("INSERT INTO entry SELECT 9, sealed FROM entry WHERE sequence = 5", .missingEntry, 6),
        ]
        for (sql, code, sequence) in cases {
            let (folder, _) = try await Self.ledger(5)
            try Self.execute(sql, folder)
            let error = await ledgerError { _ = try await Self.events(folder) }
            #expect(error == .of(code), "\(sql)")
            #expect(error?.sequence == sequence, "\(sql)")
        }
        for sequence in ["-1", "9223372036854775807"] {
            let (folder, _) = try await Self.ledger(1)
            try Self.execute("INSERT INTO entry SELECT \(sequence), sealed FROM entry WHERE sequence = 1", folder)
            #expect(await ledgerError { _ = try await Self.events(folder) } == .of(.damagedStore))
        }
    }

    @Test func `[105] Torn, zeroed and rotten pages are refused, or hold nothing of the ledger`() async throws {
        let (folder, remembered) = try await Self.ledger(60)
        let whole = try folder.bytes("ledger.sqlite")
        let events = (0..<60).map { "\($0)" }
        var refused = 0
        func check(_ bytes: [UInt8]) async throws {
            let damaged = try TemporaryFolder()
            try damaged.write(bytes, "ledger.sqlite")
            do {
                #expect(try await Self.events(damaged, remembered: remembered) == events)
            } catch is LedgerError {
                refused += 1
            }
        }
        for position in stride(from: 0, to: whole.count, by: 211) {
            var bytes = whole
            bytes[position] ^= 1 << UInt8(position % 8)
            try await check(bytes)
        }
        #expect(refused > 50)
        var empty = 0
        for page in 0..<whole.count / 4096 {
            refused = 0
            try await check(Array(whole[..<(page * 4096 + 2048)]))
            var zeroed = whole
            for index in page * 4096..<(page + 1) * 4096 { zeroed[index] = 0 }
            try await check(zeroed)
            if refused < 2 { empty += 1 }
        }
        // The tables of snapshots and tiles: empty here, and not read.
        #expect(empty == 2)
    }

    @Test func `[103] After kill -9 every acknowledged event is there, in its place`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        for round in 0..<4 {
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as Int] in
                try await CrashingWriter(folder: path, round: round).run()
            }
        }
        let acknowledged = try CrashingWriter.acknowledged(folder: folder.path)
        #expect(acknowledged.count >= 4 * CrashingWriter.eventsBeforeCrash)
        let store = try await SQLiteLedgerStore(path: folder.database)
        var found: [UInt64: String] = [:]
        _ = try await Journal.open(store: store, keys: Fixed.keys(), origin: Fixed.origin()) { opened in
            found[opened.sequence] = String(decoding: opened.record["event"] ?? [], as: UTF8.self)
        }
        await store.close()
        for (sequence, event) in acknowledged { #expect(found[sequence] == event) }
    }

    @Test func `[104] A disk that takes no more: the write fails, the journal is poisoned, and what was acknowledged stays`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        await #expect(processExitsWith: .success) { [path = path as String] in
            try await CrashingWriter(folder: path, round: 0).runUntilDiskIsFull()
        }
        let acknowledged = try CrashingWriter.acknowledged(folder: folder.path)
        let events = try await Self.events(folder)
        #expect(!acknowledged.isEmpty)
        #expect(events.count >= acknowledged.count)
        for (sequence, event) in acknowledged { #expect(events[Int(sequence) - 1] == event) }
    }
}
