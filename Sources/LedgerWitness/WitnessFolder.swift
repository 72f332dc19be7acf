#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
public import Ledger

/// A witness's folder: its state, replaced as a whole, and a lock that one process holds at a time.
public final class WitnessFolder: WitnessStateStore {
    /// Where it is.
    public let path: String
    private let lock: Int32

    private var state: String { path + "/state" }

    /// Claims a folder of mode 0700 that this user owns, or makes it.
    public init(path: String) throws(LedgerError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Self.failure(path, "be made") }
        var information = stat()
        guard lstat(path, &information) == 0 else { throw Self.failure(path, "be read") }
        guard information.st_mode & S_IFMT == S_IFDIR, information.st_mode & 0o077 == 0, information.st_uid == geteuid() else {
            throw LedgerError(.insecureFile, "\(path) must be a folder of this user that nobody else can enter: chmod 700.")
        }
        let lock = open(path + "/lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw Self.failure(path, "be locked") }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw LedgerError(.inUse, "Another process is this witness: \(path) is locked.")
        }
        self.path = path
        self.lock = lock
    }

    deinit { close(lock) }

    /// The state saved last; nil if there is none.
    public func load() throws(LedgerError) -> [UInt8]? {
        let descriptor = open(state, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw Self.failure(state, "be opened")
        }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw Self.failure(state, "be read") }
        guard information.st_mode & S_IFMT == S_IFREG, information.st_mode & 0o077 == 0, information.st_uid == geteuid() else {
            throw LedgerError(.insecureFile, "\(state) must be a file of this user that nobody else can read or write: chmod 600.")
        }
        var buffer = [UInt8](repeating: 0, count: WitnessState.maximumBytes + 1)
        var count = 0
        while count < buffer.count {
            let length = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count) }
            if length < 0, errno == EINTR { continue }
            guard length >= 0 else { throw Self.failure(state, "be read") }
            if length == 0 { break }
            count += length
        }
        return Array(buffer.prefix(count))
    }

    /// Writes the state beside the old one, makes it durable, and puts it in its place.
    public func save(_ bytes: [UInt8]) throws(LedgerError) {
        let temporary = state + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(state, "be written") }
        let isWritten = fchmod(descriptor, 0o600) == 0 && Self.writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
        guard close(descriptor) == 0, isWritten, rename(temporary, state) == 0 else { throw Self.failure(state, "be written") }
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Self.failure(state, "be made durable") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw Self.failure(state, "be made durable") }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let length = write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                if length < 0, errno == EINTR { continue }
                guard length > 0 else { return false }
                written += length
            }
            return true
        }
    }

    private static func failure(_ path: String, _ verb: String) -> LedgerError {
        LedgerError(.storeFailed, "\(path) could not \(verb): \(String(cString: strerror(errno))).")
    }
}
