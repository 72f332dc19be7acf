#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Why a file on this machine could not be used; exit code 7.
struct LocalFileError: Error, CustomStringConvertible {
    let description: String

    init(_ path: String, _ problem: String) { description = "\(path) \(problem)" }
}

/// Small files on this machine, read with a bound and written whole.
enum LocalFile {
    /// Reads a file of at most `limit` bytes.
    static func read(_ path: String, atMost limit: Int) throws(LocalFileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw LocalFileError(path, errno == ENOENT ? "does not exist" : "cannot be read")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = buffer.withUnsafeMutableBytes { readOnce($0, from: descriptor) }
            guard count >= 0 else { throw LocalFileError(path, errno == EISDIR ? "is a folder" : "cannot be read") }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= limit else { throw LocalFileError(path, "is longer than \(ByteCount(UInt64(limit)))") }
        }
    }

    /// Whether there is anything at the path.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Writes a file of mode 0600 under a temporary name, makes it durable, renames it and makes that durable.
    static func write(_ bytes: [UInt8], to path: String) throws(LocalFileError) {
        let temporary = "\(path).\(getpid()).new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LocalFileError(path, "cannot be written") }
        let written = bytes.withUnsafeBytes { drain($0, into: descriptor) }
        let isComplete = written == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isComplete, rename(temporary, path) == 0 else {
            unlink(temporary)
            throw LocalFileError(path, "cannot be written")
        }
        guard syncFolder(of: path) else { throw LocalFileError(path, "was written, and a power cut may undo it") }
    }

    /// Makes the names in a file's folder durable.
    private static func syncFolder(of path: String) -> Bool {
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "."
        let descriptor = open(String(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    /// Reads until the buffer is full or the file ends; how many bytes there were, or -1.
    static func fill(_ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32) -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = readOnce(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]), from: descriptor)
            if count < 0 { return -1 }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// Writes all bytes; how many were written.
    static func drain(_ bytes: UnsafeRawBufferPointer, into descriptor: Int32) -> Int {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            #if canImport(Glibc)
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            #else
                let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
            #endif
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            written += count
        }
        return written
    }

    private static func readOnce(_ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32) -> Int {
        while true {
            #if canImport(Glibc)
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            #else
                let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
            #endif
            if count >= 0 || errno != EINTR { return count }
        }
    }
}
