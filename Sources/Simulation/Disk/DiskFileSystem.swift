import CSQLite
import Synchronization

/// A file system of SQLite, registered beside its own, whose files are those of simulated disks.
///
/// A database's path is `FOLDER/DISK/ledger.sqlite`; what SQLite opens beside it has that name with `-wal` or `-journal` behind it.
enum DiskFileSystem {
    static let name = "cloister-simulation"
    static let databaseName = "ledger.sqlite"

    private static let disks = Mutex<[String: SimulatedDisk]>([:])
    // The base's methods are called for what has nothing to do with files.
    nonisolated(unsafe) private static let registered: UnsafeMutablePointer<sqlite3_vfs>? = register()

    /// Lets the database of a folder be on a disk.
    static func mount(_ disk: SimulatedDisk, at folder: String) {
        precondition(registered != nil, "SQLite takes no other file system.")
        disks.withLock { $0[folder] = disk }
    }

    static func unmount(_ folder: String) { disks.withLock { $0[folder] = nil } }

    /// The disk and the end of the file's name that belong to a path.
    private static func find(_ path: String) -> (disk: SimulatedDisk, file: String)? {
        guard let slash = path.lastIndex(of: "/"), path[path.index(after: slash)...].hasPrefix(databaseName) else { return nil }
        let file = String(path[path.index(after: slash)...].dropFirst(databaseName.count))
        return disks.withLock { $0[String(path[..<slash])] }.map { ($0, file) }
    }

    /// An open file. It works only as long as the process that opened it.
    private final class OpenFile {
        let disk: SimulatedDisk
        let file: String
        private let process: Int

        init(_ disk: SimulatedDisk, _ file: String) { (self.disk, self.file, process) = (disk, file, disk.process) }

        var isLive: Bool { process == disk.process }
        var contents: [UInt8] { disk.files[file]?.cached ?? [] }
        var holdsLock: Bool { disk.lockHolder == ObjectIdentifier(self) }

        func lock() -> Int32 {
            guard isLive else { return SQLITE_IOERR }
            guard disk.lockHolder == nil || holdsLock else { return SQLITE_BUSY }
            disk.lockHolder = ObjectIdentifier(self)
            return SQLITE_OK
        }

        func unlock() { if isLive, holdsLock { disk.lockHolder = nil } }

        func change(_ operation: SimulatedDisk.Operation) -> Int32 { isLive ? disk.change(file, operation) : SQLITE_IOERR }
    }

    // A file of ours in SQLite's memory: its header of one pointer, and a reference to `OpenFile`.
    private static let fileBytes = 16

    private static func open(_ file: UnsafeMutablePointer<sqlite3_file>?) -> OpenFile? {
        file.map { Unmanaged<OpenFile>.fromOpaque((UnsafeRawPointer($0) + 8).load(as: UnsafeRawPointer.self)).takeUnretainedValue() }
    }

    nonisolated(unsafe) private static let methods: UnsafeMutablePointer<sqlite3_io_methods> = {
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        methods.initialize(to: sqlite3_io_methods())
        methods.pointee.iVersion = 1
        methods.pointee.xClose = { file in
            guard let file else { return SQLITE_OK }
            let own = Unmanaged<OpenFile>.fromOpaque((UnsafeRawPointer(file) + 8).load(as: UnsafeRawPointer.self)).takeRetainedValue()
            own.unlock()
            file.pointee.pMethods = nil
            return SQLITE_OK
        }
        methods.pointee.xRead = { file, buffer, count, offset in
            guard let own = open(file), own.isLive, let buffer else { return SQLITE_IOERR }
            let (contents, start, wanted) = (own.contents, Int(offset), Int(count))
            let there = max(0, min(wanted, contents.count - start))
            contents.withUnsafeBytes { bytes in
                if there > 0, let base = bytes.baseAddress { buffer.copyMemory(from: base + start, byteCount: there) }
            }
            guard there < wanted else { return SQLITE_OK }
            (buffer + there).initializeMemory(as: UInt8.self, repeating: 0, count: wanted - there)
            return SQLITE_IOERR | (2 << 8)
        }
        methods.pointee.xWrite = { file, buffer, count, offset in
            let bytes = Array(UnsafeRawBufferPointer(start: buffer, count: Int(count)))
            return open(file)?.change(.write(offset: Int(offset), bytes: bytes)) ?? SQLITE_IOERR
        }
        methods.pointee.xTruncate = { file, size in open(file)?.change(.truncate(Int(size))) ?? SQLITE_IOERR }
        methods.pointee.xSync = { file, _ in open(file)?.change(.sync) ?? SQLITE_IOERR }
        methods.pointee.xFileSize = { file, size in
            guard let own = open(file), own.isLive else { return SQLITE_IOERR }
            size?.pointee = sqlite3_int64(own.contents.count)
            return SQLITE_OK
        }
        methods.pointee.xLock = { file, _ in open(file)?.lock() ?? SQLITE_IOERR }
        methods.pointee.xUnlock = { file, level in
            if level == SQLITE_LOCK_NONE { open(file)?.unlock() }
            return SQLITE_OK
        }
        methods.pointee.xCheckReservedLock = { _, result in
            result?.pointee = 0
            return SQLITE_OK
        }
        methods.pointee.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
        methods.pointee.xSectorSize = { _ in 4096 }
        // As SQLite assumes of the disks of Linux: what a torn write leaves, it leaves within the range written.
        methods.pointee.xDeviceCharacteristics = { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE }
        return methods
    }()

    private static func register() -> UnsafeMutablePointer<sqlite3_vfs>? {
        guard let base = sqlite3_vfs_find(nil) else { return nil }
        let system = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        system.initialize(to: base.pointee)
        let bytes = name.utf8CString
        let text = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        for (index, byte) in bytes.enumerated() { (text + index).initialize(to: byte) }
        system.pointee.zName = UnsafePointer(text)
        system.pointee.pNext = nil
        system.pointee.szOsFile = max(base.pointee.szOsFile, Int32(fileBytes))
        system.pointee.pAppData = UnsafeMutableRawPointer(base)
        system.pointee.xOpen = { system, name, file, flags, outFlags in
            guard let file, let base = system?.pointee.pAppData?.assumingMemoryBound(to: sqlite3_vfs.self) else { return SQLITE_CANTOPEN }
            guard let name, let (disk, suffix) = DiskFileSystem.find(String(cString: name)) else {
                return base.pointee.xOpen(base, name, file, flags, outFlags)
            }
            if disk.files[suffix] == nil { disk.files[suffix] = DiskFile() }
            let own = Unmanaged.passRetained(DiskFileSystem.OpenFile(disk, suffix))
            (UnsafeMutableRawPointer(file) + 8).storeBytes(of: UnsafeRawPointer(own.toOpaque()), as: UnsafeRawPointer.self)
            file.pointee.pMethods = UnsafePointer(DiskFileSystem.methods)
            outFlags?.pointee = flags
            return SQLITE_OK
        }
        system.pointee.xDelete = { system, name, syncFolder in
            guard let name, let base = system?.pointee.pAppData?.assumingMemoryBound(to: sqlite3_vfs.self) else { return SQLITE_IOERR }
            guard let (disk, suffix) = DiskFileSystem.find(String(cString: name)) else {
                return base.pointee.xDelete(base, name, syncFolder)
            }
            disk.files[suffix] = nil
            return SQLITE_OK
        }
        system.pointee.xAccess = { system, name, flags, result in
            guard let name, let base = system?.pointee.pAppData?.assumingMemoryBound(to: sqlite3_vfs.self) else { return SQLITE_IOERR }
            guard let (disk, suffix) = DiskFileSystem.find(String(cString: name)) else {
                return base.pointee.xAccess(base, name, flags, result)
            }
            result?.pointee = disk.files[suffix] == nil ? 0 : 1
            return SQLITE_OK
        }
        return sqlite3_vfs_register(system, 0) == SQLITE_OK ? system : nil
    }
}
