public import Ledger

/// A ledger's entries in an SQLite file: durable when `append` returns, open in one process at a time, all work on a thread of its own.
public actor SQLiteLedgerStore: LedgerStore {
    private let executor: any SerialExecutor
    private var database: EntryDatabase?

    /// The queue on which the store works.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens the file at `path`, or makes an empty one (0600), in a folder that nobody else can enter (0700, made if missing).
    ///
    /// Throws `LedgerError`: `inUse` if another process has it open, `foreignStore` for another program's file or a version unknown here, `insecureFile` if
    /// other users could reach it.
    public init(path: String) async throws { try await self.init(path: path, checkpointBytes: 4 << 20) }

    /// The same, copying the write-ahead log into the database whenever about so many bytes are in it.
    package init(path: String, checkpointBytes: Int) async throws {
        executor = QueueExecutor(label: "cloister.ledger")
        try open(path, checkpointBytes, nil)
    }

    /// The same on a file system that was registered with SQLite under a name, its work run by somebody else: for simulations.
    package init(path: String, checkpointBytes: Int, fileSystem: String, executor: any SerialExecutor) async throws {
        self.executor = executor
        try open(path, checkpointBytes, fileSystem)
    }

    /// The number of entries.
    public func head() throws -> UInt64 { try opened().entryCount() }

    /// The entries from a sequence number on: at most `count`, and no more after 8 MiB.
    public func read(from first: UInt64, count: Int) throws -> [SealedEntry] { try opened().read(from: first, count: count) }

    /// Appends all the entries in one transaction, synced to the disk before it returns.
    public func append(_ entries: [SealedEntry], at position: UInt64) throws { try opened().append(entries, at: position) }

    /// The sizes at which pieces of a snapshot are kept.
    public func snapshots() throws -> [UInt64] { try opened().snapshots() }

    /// A piece, or nil if there is none of that name.
    public func piece(_ name: StoredPiece.Name) throws -> [UInt8]? { try opened().piece(name) }

    /// Keeps all the pieces in one transaction, synced to the disk before it returns.
    public func keep(_ pieces: [StoredPiece]) throws { try opened().keep(pieces) }

    /// Removes all pieces of the snapshot at a size.
    public func removeSnapshot(at size: UInt64) throws { try opened().removeSnapshot(at: size) }

    /// Closes the file, so that it can be opened elsewhere; nothing else works afterwards.
    public func close() async { database = nil }

    private func open(_ path: String, _ checkpointBytes: Int, _ fileSystem: String?) throws {
        database = try EntryDatabase(path: path, checkpointBytes: checkpointBytes, fileSystem: fileSystem)
    }

    private func opened() throws(LedgerError) -> EntryDatabase {
        guard let database else { throw LedgerError(.closed, "The ledger's store is closed.") }
        return database
    }
}
