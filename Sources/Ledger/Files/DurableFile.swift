#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A small file that nobody but this user can reach, read with a bound and replaced as a whole: a reader finds what was saved last, or what
/// was there before if the saving was cut short.
package struct DurableFile: Sendable {
    /// Where it is; its folder must exist.
    package let path: String
    /// The longest content, in bytes.
    package let maximumBytes: Int
    private let calls: FileCalls

    /// The file at a path.
    package init(path: String, atMost maximumBytes: Int, calls: FileCalls = .system) {
        (self.path, self.maximumBytes, self.calls) = (path, maximumBytes, calls)
    }

    /// The content; nil if there is no file.
    ///
    /// Throws `insecureFile` for a file that others can reach, `damagedStore` for one that is too long, `storeFailed` for a link and where reading fails.
    package func read() throws(LedgerError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("be opened")
        }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw failure("be read") }
        guard information.st_mode & S_IFMT == S_IFREG, information.st_mode & 0o077 == 0, information.st_uid == geteuid() else {
            throw LedgerError(.insecureFile, "\(path) must be a file of this user that nobody else can read or write: chmod 600.")
        }
        var buffer = [UInt8](repeating: 0, count: maximumBytes + 1)
        var count = 0
        while count < buffer.count {
            let length = buffer.withUnsafeMutableBytes { Self.readSome(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count) }
            if length < 0, errno == EINTR { continue }
            guard length >= 0 else { throw failure("be read") }
            if length == 0 { break }
            count += length
        }
        guard count <= maximumBytes else { throw LedgerError(.damagedStore, "\(path) is longer than \(maximumBytes) bytes.") }
        return Array(buffer.prefix(count))
    }

    /// Writes the content beside the old one, makes it durable, and puts it in its place; durable on return. After an error either may be there.
    package func replace(with bytes: [UInt8]) throws(LedgerError) {
        guard bytes.count <= maximumBytes else { throw LedgerError(.storeFailed, "\(path) may have \(maximumBytes) bytes and no more.") }
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = calls.create(temporary)
        guard descriptor >= 0 else { throw failure("be written") }
        let isWritten = writeAll(bytes, to: descriptor) && calls.sync(descriptor) == 0
        let reason = errno
        let isClosed = close(descriptor) == 0
        guard isWritten, isClosed else {
            errno = isWritten ? errno : reason
            throw failure("be written")
        }
        guard calls.rename(temporary, path) == 0 else { throw failure("be written") }
        guard calls.syncFolder(folder) == 0 else { throw failure("be made durable") }
    }

    /// Removes the file, if it is there; durable on return.
    package func remove() throws(LedgerError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw failure("be removed") }
        guard calls.syncFolder(folder) == 0 else { throw failure("be made durable") }
    }

    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let length = calls.write(descriptor, UnsafeRawBufferPointer(rebasing: rest))
                if length < 0, errno == EINTR { continue }
                guard length > 0 else { return false }
                rest = rest.dropFirst(length)
            }
            return true
        }
    }

    private static func readSome(_ descriptor: Int32, _ place: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, place, count)
        #elseif canImport(Musl)
            Musl.read(descriptor, place, count)
        #else
            Darwin.read(descriptor, place, count)
        #endif
    }

    private func failure(_ verb: String) -> LedgerError {
        LedgerError(.storeFailed, "\(path) could not \(verb): \(String(cString: strerror(errno))).")
    }
}
