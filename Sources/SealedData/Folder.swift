#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An open folder. What is done in it stays in it, whatever becomes of its path.
final class Folder: Sendable {
    static let temporaryPrefix = ".temporary-"

    let descriptor: Int32

    /// Opens a folder; follows links in front of the last component only, unless told otherwise.
    init(path: String, followingLinks: Bool) throws(SealedDataError) {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (followingLinks ? 0 : O_NOFOLLOW)
        let descriptor = retrying { open(path, flags) }
        guard descriptor >= 0 else {
            if errno == ENOTDIR || errno == ELOOP { throw .notARegularFile }
            throw .system(operation: "opening the folder", number: errno)
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// A new file under a random name that its owner alone may read. It vanishes unless it is given a name by `TemporaryFile.commit`.
    func makeTemporaryFile() throws(SealedDataError) -> TemporaryFile {
        while true {
            let name = Self.temporaryPrefix + String(UInt64.random(in: .min ... .max), radix: 16)
            let descriptor = retrying { openat(self.descriptor, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600) }
            if descriptor < 0, errno == EEXIST { continue }
            guard descriptor >= 0 else { throw .system(operation: "creating a file", number: errno) }
            let file = File(owning: descriptor)
            // The lock says that somebody still writes. A sweep may have come between: then the name is gone already.
            _ = retrying { flock(descriptor, LOCK_EX) }
            guard try file.status().links > 0 else { continue }
            return TemporaryFile(folder: self, name: name, file: file)
        }
    }

    /// Removes temporary files that no living process writes any more.
    func removeAbandonedTemporaryFiles() throws(SealedDataError) {
        for name in try names() where name.hasPrefix(Self.temporaryPrefix) {
            let descriptor = retrying { openat(self.descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
            guard descriptor >= 0 else { continue }
            let file = File(owning: descriptor)
            if flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 { remove(name) }
        }
    }

    func rename(_ name: String, to newName: String) throws(SealedDataError) {
        guard renameat(descriptor, name, descriptor, newName) == 0 else { throw .system(operation: "renaming a file", number: errno) }
    }

    @discardableResult
    func remove(_ name: String) -> Bool { unlinkat(descriptor, name, 0) == 0 }

    /// Makes names that were given or taken survive a loss of power.
    func synchronize() throws(SealedDataError) {
        guard fsync(descriptor) == 0 else { throw .system(operation: "making the folder durable", number: errno) }
    }

    /// The names in the folder, in no order.
    func names() throws(SealedDataError) -> [String] {
        // A descriptor of its own: reading moves the position, and `closedir` closes it.
        let own = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard own >= 0 else { throw .system(operation: "reading the folder", number: errno) }
        guard let stream = fdopendir(own) else {
            close(own)
            throw .system(operation: "reading the folder", number: errno)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            withUnsafeBytes(of: entry.pointee.d_name) { names.append(String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)) }
        }
        return names
    }
}

/// A file under a temporary name, removed when it goes unless it was committed.
final class TemporaryFile {
    let file: File
    private let folder: Folder
    private let name: String
    private var isCommitted = false

    init(folder: Folder, name: String, file: File) {
        self.folder = folder
        self.name = name
        self.file = file
    }

    deinit { if !isCommitted { folder.remove(name) } }

    /// Gives the file its name, in place of any file that has it, once its content is durable. Then that is durable too.
    func commit(as finalName: String) throws(SealedDataError) {
        try file.synchronize()
        try folder.rename(name, to: finalName)
        isCommitted = true
        try folder.synchronize()
    }
}
