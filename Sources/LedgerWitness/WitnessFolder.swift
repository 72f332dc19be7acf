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
    private let state: DurableFile

    /// Claims a folder of mode 0700 that this user owns, or makes it.
    public convenience init(path: String) throws(LedgerError) { try self.init(path: path, calls: .system) }

    /// The same, with other system calls in the place of the system's own.
    package init(path: String, calls: FileCalls) throws(LedgerError) {
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
        state = DurableFile(path: path + "/state", atMost: WitnessState.maximumBytes, calls: calls)
    }

    deinit { close(lock) }

    /// The state saved last; nil if there is none.
    public func load() throws(LedgerError) -> [UInt8]? { try state.read() }

    /// Writes the state beside the old one, makes it durable, and puts it in its place.
    public func save(_ bytes: [UInt8]) throws(LedgerError) { try state.replace(with: bytes) }

    private static func failure(_ path: String, _ verb: String) -> LedgerError {
        LedgerError(.storeFailed, "\(path) could not \(verb): \(String(cString: strerror(errno))).")
    }
}
