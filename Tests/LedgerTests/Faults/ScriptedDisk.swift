import CSQLite
import Foundation
import Synchronization

/// What happens to the files of one folder below SQLite: everything is recorded, and one operation may fail.
final class ScriptedDisk: Sendable {
    /// How an operation fails.
    enum Fault: CaseIterable {
        /// EIO for ever.
        case error
        /// ENOSPC for ever.
        case full
        /// Fails once; afterwards everything works, as fsync does on Linux.
        case once
        /// The process dies before the operation.
        case kill
    }

    private struct Script {
        var operations: [DiskOperation] = []
        var changes = 0
        var fault: (at: Int, kind: Fault)?
        var hasFailed = false
    }

    let folder: String
    private let script: Mutex<Script>

    /// The disk of a folder; `fault` strikes at the change of that number.
    init(folder: String, fault: (at: Int, kind: Fault)? = nil) {
        self.folder = folder
        script = Mutex(Script(fault: fault))
        DiskLayer.install(self)
    }

    var operations: [DiskOperation] { script.withLock { $0.operations } }
    var hasFailed: Bool { script.withLock { $0.hasFailed } }

    func acknowledge(_ count: Int) { script.withLock { $0.operations.append(.acknowledged(count)) } }

    /// Has the layer below SQLite forget the folder.
    func remove() { DiskLayer.remove(self) }

    /// Records an operation, or says with which code it fails.
    func code(for operation: DiskOperation) -> Int32? {
        script.withLock { script in
            defer { script.changes += 1 }
            guard let fault = script.fault, script.changes == fault.at || script.changes > fault.at && fault.kind != .once else {
                script.operations.append(operation)
                return nil
            }
            script.hasFailed = true
            if case .sync(let file) = operation { script.operations.append(.failedSync(file: file)) }
            switch (fault.kind, operation) {
            case (.kill, _):
                kill(getpid(), SIGKILL)
                return SQLITE_IOERR
            case (.full, _): return SQLITE_FULL
            case (_, .sync): return SQLITE_IOERR | (4 << 8)
            case (_, .truncate): return SQLITE_IOERR | (6 << 8)
            default: return SQLITE_IOERR | (3 << 8)
            }
        }
    }
}
