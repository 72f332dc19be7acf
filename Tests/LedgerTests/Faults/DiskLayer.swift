import CSQLite
import Foundation
import Synchronization

/// A layer between SQLite and the file system, as SQLite's default from the first use on: files of folders that nobody scripts pass through it.
enum DiskLayer {
    private static let disks = Mutex<[ScriptedDisk]>([])
    nonisolated(unsafe) private static let base: UnsafeMutablePointer<sqlite3_vfs> = install()

    static func install(_ disk: ScriptedDisk) {
        _ = base
        disks.withLock { $0.append(disk) }
    }

    static func remove(_ disk: ScriptedDisk) { disks.withLock { $0.removeAll { $0 === disk } } }

    static func disk(of path: String) -> ScriptedDisk? { disks.withLock { $0.first { path.hasPrefix("\($0.folder)/") } } }

    /// An open file of a scripted folder.
    final class File {
        let disk: ScriptedDisk
        let name: String

        init(_ disk: ScriptedDisk, _ path: String) { (self.disk, name) = (disk, String(path.dropFirst(disk.folder.count + 1))) }
    }

    // A file of ours: SQLite's header, a reference to `File`, and the file of the layer below.
    private static let headerBytes = 16

    private static func below(_ file: UnsafeMutablePointer<sqlite3_file>?) -> UnsafeMutablePointer<sqlite3_file>? {
        file.map { (UnsafeMutableRawPointer($0) + headerBytes).assumingMemoryBound(to: sqlite3_file.self) }
    }

    private static func own(_ file: UnsafeMutablePointer<sqlite3_file>?) -> File? {
        file.map { Unmanaged<File>.fromOpaque((UnsafeRawPointer($0) + 8).load(as: UnsafeRawPointer.self)).takeUnretainedValue() }
    }

    nonisolated(unsafe) private static let methods: UnsafeMutablePointer<sqlite3_io_methods> = {
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        methods.initialize(to: sqlite3_io_methods())
        methods.pointee.iVersion = 1
        methods.pointee.xClose = { file in
            let code = below(file).map { $0.pointee.pMethods?.pointee.xClose?($0) ?? SQLITE_OK } ?? SQLITE_OK
            if let file {
                Unmanaged<File>.fromOpaque((UnsafeRawPointer(file) + 8).load(as: UnsafeRawPointer.self)).release()
                file.pointee.pMethods = nil
            }
            return code
        }
        methods.pointee.xRead = { file, buffer, count, offset in
            below(file).map { $0.pointee.pMethods.pointee.xRead($0, buffer, count, offset) } ?? SQLITE_IOERR
        }
        methods.pointee.xWrite = { file, buffer, count, offset in
            guard let own = own(file), let below = below(file) else { return SQLITE_IOERR }
            let bytes = Array(UnsafeRawBufferPointer(start: buffer, count: Int(count)))
            if let code = own.disk.code(for: .write(file: own.name, offset: Int(offset), bytes: bytes)) { return code }
            return below.pointee.pMethods.pointee.xWrite(below, buffer, count, offset)
        }
        methods.pointee.xTruncate = { file, size in
            guard let own = own(file), let below = below(file) else { return SQLITE_IOERR }
            if let code = own.disk.code(for: .truncate(file: own.name, size: Int(size))) { return code }
            return below.pointee.pMethods.pointee.xTruncate(below, size)
        }
        methods.pointee.xSync = { file, flags in
            guard let own = own(file), let below = below(file) else { return SQLITE_IOERR }
            if let code = own.disk.code(for: .sync(file: own.name)) { return code }
            return below.pointee.pMethods.pointee.xSync(below, flags)
        }
        methods.pointee.xFileSize = { file, size in below(file).map { $0.pointee.pMethods.pointee.xFileSize($0, size) } ?? SQLITE_IOERR }
        methods.pointee.xLock = { file, level in below(file).map { $0.pointee.pMethods.pointee.xLock($0, level) } ?? SQLITE_IOERR }
        methods.pointee.xUnlock = { file, level in below(file).map { $0.pointee.pMethods.pointee.xUnlock($0, level) } ?? SQLITE_IOERR }
        methods.pointee.xCheckReservedLock = { file, result in
            below(file).map { $0.pointee.pMethods.pointee.xCheckReservedLock($0, result) } ?? SQLITE_IOERR
        }
        methods.pointee.xFileControl = { file, operation, argument in
            below(file).map { $0.pointee.pMethods.pointee.xFileControl($0, operation, argument) } ?? SQLITE_IOERR
        }
        methods.pointee.xSectorSize = { file in below(file).map { $0.pointee.pMethods.pointee.xSectorSize($0) } ?? 4096 }
        methods.pointee.xDeviceCharacteristics = { file in
            below(file).map { $0.pointee.pMethods.pointee.xDeviceCharacteristics($0) } ?? 0
        }
        return methods
    }()

    private static func install() -> UnsafeMutablePointer<sqlite3_vfs> {
        guard let base = sqlite3_vfs_find(nil) else { preconditionFailure("SQLite has a file system") }
        let layer = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        layer.initialize(to: base.pointee)
        layer.pointee.zName = UnsafePointer(strdup("scripted"))
        layer.pointee.pNext = nil
        layer.pointee.szOsFile = base.pointee.szOsFile + Int32(headerBytes)
        layer.pointee.pAppData = UnsafeMutableRawPointer(base)
        layer.pointee.xOpen = { layer, name, file, flags, outFlags in
            guard let file, let base = layer?.pointee.pAppData?.assumingMemoryBound(to: sqlite3_vfs.self) else { return SQLITE_CANTOPEN }
            guard let name, let disk = DiskLayer.disk(of: String(cString: name)), let below = DiskLayer.below(file) else {
                return base.pointee.xOpen(base, name, file, flags, outFlags)
            }
            let code = base.pointee.xOpen(base, name, below, flags, outFlags)
            guard code == SQLITE_OK else {
                file.pointee.pMethods = nil
                return code
            }
            let own = Unmanaged.passRetained(DiskLayer.File(disk, String(cString: name)))
            (UnsafeMutableRawPointer(file) + 8).storeBytes(of: UnsafeRawPointer(own.toOpaque()), as: UnsafeRawPointer.self)
            file.pointee.pMethods = UnsafePointer(DiskLayer.methods)
            return SQLITE_OK
        }
        layer.pointee.xDelete = { layer, name, syncFolder in
            guard let name, let base = layer?.pointee.pAppData?.assumingMemoryBound(to: sqlite3_vfs.self) else { return SQLITE_IOERR }
            let path = String(cString: name)
            if let disk = DiskLayer.disk(of: path), let code = disk.code(for: .remove(file: String(path.dropFirst(disk.folder.count + 1))))
            {
                return code
            }
            return base.pointee.xDelete(base, name, syncFolder)
        }
        sqlite3_vfs_register(layer, 1)
        return base
    }
}
