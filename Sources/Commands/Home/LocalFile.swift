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
            let count = buffer.withUnsafeMutableBytes { fill($0, from: descriptor) }
            guard count >= 0 else { throw LocalFileError(path, "cannot be read") }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= limit else { throw LocalFileError(path, "is longer than \(ByteCount(UInt64(limit)))") }
        }
    }

    /// Writes a file of mode 0600 under a temporary name, makes it durable and renames it.
    static func write(_ bytes: [UInt8], to path: String) throws(LocalFileError) {
        let temporary = "\(path).\(getpid()).new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LocalFileError(path, "cannot be written") }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { drain($0, into: descriptor) }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        let isComplete = rest.isEmpty && fsync(descriptor) == 0
        close(descriptor)
        guard isComplete, rename(temporary, path) == 0 else {
            unlink(temporary)
            throw LocalFileError(path, "cannot be written")
        }
    }

    private static func fill(_ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32) -> Int {
        #if canImport(Glibc)
        Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #else
        Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }

    private static func drain(_ bytes: UnsafeRawBufferPointer, into descriptor: Int32) -> Int {
        #if canImport(Glibc)
        Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #else
        Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }
}
