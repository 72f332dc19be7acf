#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An open file. Reads and writes at given places, so that threads can share it.
final class File: Sendable {
    let descriptor: Int32
    private let isOwned: Bool

    init(owning descriptor: Int32) {
        self.descriptor = descriptor
        isOwned = true
    }

    init(borrowing descriptor: Int32) {
        self.descriptor = descriptor
        isOwned = false
    }

    /// Opens an ordinary file for reading; anything else is refused, and a pipe without waiting for its writer.
    convenience init(readingAt path: String, in folder: Folder? = nil, followingLinks: Bool) throws(SealedDataError) {
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followingLinks ? 0 : O_NOFOLLOW)
        let descriptor = retrying { openat(folder?.descriptor ?? AT_FDCWD, path, flags) }
        guard descriptor >= 0 else {
            let number = errno
            if number == ENOENT, folder != nil { throw .notFound }
            if number == ELOOP { throw .notARegularFile }
            throw .system(operation: "opening the file", number: number)
        }
        self.init(owning: descriptor)
        guard try status().isRegular else { throw .notARegularFile }
    }

    deinit { if isOwned { close(descriptor) } }

    func status() throws(SealedDataError) -> FileStatus {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(operation: "reading a file's properties", number: errno) }
        return FileStatus(status)
    }

    /// Fills all of `bytes`.
    func read(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(SealedDataError) {
        var done = 0
        while done < bytes.count {
            let count = retrying { pread(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done)) }
            guard count >= 0 else { throw .system(operation: "reading the file", number: errno) }
            guard count > 0 else { throw .changedWhileRead }
            done += count
        }
    }

    /// Writes all of `bytes`.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(SealedDataError) {
        var done = 0
        while done < bytes.count {
            let count = retrying { pwrite(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done)) }
            guard count >= 0 else { throw .system(operation: "writing the file", number: errno) }
            done += count
        }
    }

    /// Makes what was written survive a loss of power. A failure is final: the file must be given up, never synchronised again.
    func synchronize() throws(SealedDataError) {
        #if canImport(Darwin)
            let result = fcntl(descriptor, F_FULLFSYNC)
        #else
            let result = fsync(descriptor)
        #endif
        guard result == 0 else { throw .system(operation: "making the file durable", number: errno) }
    }

    func truncate() throws(SealedDataError) {
        guard ftruncate(descriptor, 0) == 0 else { throw .system(operation: "truncating the file", number: errno) }
    }
}

/// What is asked about an open file.
struct FileStatus {
    let length: Int
    let isRegular: Bool
    let isFolder: Bool
    let links: Int
    let permissions: mode_t
    let owner: uid_t
    /// When its content last changed, in seconds since 1970.
    let modified: UInt64

    init(_ status: stat) {
        length = Int(status.st_size)
        isRegular = status.st_mode & mode_t(S_IFMT) == mode_t(S_IFREG)
        isFolder = status.st_mode & mode_t(S_IFMT) == mode_t(S_IFDIR)
        links = Int(status.st_nlink)
        permissions = status.st_mode & 0o777
        owner = status.st_uid
        #if canImport(Darwin)
            modified = UInt64(max(0, status.st_mtimespec.tv_sec))
        #else
            modified = UInt64(max(0, status.st_mtim.tv_sec))
        #endif
    }
}

/// Repeats a system call that a signal interrupted.
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}
