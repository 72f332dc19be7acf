import CSQLite

/// The disk of one machine: files by the end of their name, and one fault that waits for its moment.
///
/// Processes come and go: a file opened by an earlier one neither reads nor writes after `detach`.
final class SimulatedDisk: @unchecked Sendable {
    /// What strikes at one of the next changes.
    enum Trap {
        /// The process is killed in the midst of it.
        case kill
        /// The machine loses power in the midst of it.
        case powerCut
        /// EIO, once; afterwards everything works, as fsync does on Linux.
        case failOnce
        /// EIO until the process ends.
        case fail
        /// ENOSPC until the process ends.
        case full
    }

    enum Operation {
        case write(offset: Int, bytes: [UInt8])
        case truncate(Int)
        case sync
    }

    let name: String
    var files: [String: DiskFile] = [:]
    private(set) var process = 0
    /// The open file that holds the lock.
    var lockHolder: ObjectIdentifier?
    private var trap: (left: Int, kind: Trap)?
    private var failing: Trap?

    /// Told of a trap that struck; of `kill` and `powerCut` after the process is detached.
    var onTrap: (Trap, Operation) -> Void = { _, _ in }
    /// Told of each sync, which takes time.
    var onSync: () -> Void = {}

    init(name: String) { self.name = name }

    /// Lets a trap strike at the change of that number from now on.
    func arm(_ kind: Trap, in changes: Int) { trap = (changes, kind) }

    /// Ends the process that has files open.
    func detach() {
        process += 1
        lockHolder = nil
        (trap, failing) = (nil, nil)
    }

    /// Carries out a change of a file, or says with which code of SQLite it fails.
    func change(_ file: String, _ operation: Operation) -> Int32 {
        if let failing { return code(failing, operation) }
        if let armed = trap {
            trap = armed.left > 0 ? (armed.left - 1, armed.kind) : nil
            if armed.left == 0 { return strike(armed.kind, file, operation) }
        }
        apply(operation, file)
        if case .sync = operation { onSync() }
        return SQLITE_OK
    }

    private func strike(_ kind: Trap, _ file: String, _ operation: Operation) -> Int32 {
        switch kind {
        case .kill, .powerCut:
            // The first half of a write may have happened.
            if case .write(let offset, let bytes) = operation {
                apply(.write(offset: offset, bytes: Array(bytes.prefix(bytes.count / 2))), file)
            }
            detach()
        case .failOnce, .fail, .full:
            if case .sync = operation { files[file]?.forgetPending() }
            if kind != .failOnce { failing = kind }
        }
        onTrap(kind, operation)
        return code(kind, operation)
    }

    private func apply(_ operation: Operation, _ file: String) {
        switch operation {
        case .write(let offset, let bytes): files[file, default: DiskFile()].write(bytes, at: offset)
        case .truncate(let size): files[file, default: DiskFile()].truncate(to: size)
        case .sync: files[file]?.sync()
        }
    }

    private func code(_ kind: Trap, _ operation: Operation) -> Int32 {
        switch (kind, operation) {
        case (.full, .write): SQLITE_FULL
        case (_, .write): SQLITE_IOERR | (3 << 8)
        case (_, .sync): SQLITE_IOERR | (4 << 8)
        case (_, .truncate): SQLITE_IOERR | (6 << 8)
        }
    }
}
