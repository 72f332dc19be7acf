#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The file that keeps a verifier's memory; mode 0600, replaced whole, durable on return, and never by something older.
public struct ReleaseFile: Sendable {
    private let path: String

    /// The file at a path. Its folder must exist.
    public init(path: String) { self.path = path }

    /// Reads the memory; nil if there is no file. Throws `memoryDamaged` for one that is damaged, open to others, or no file.
    public func load() throws(ReleaseRefusal) -> ReleaseMemory? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw ReleaseRefusal(.memoryDamaged, "\(path) cannot be opened")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
            status.st_mode & 0o022 == 0
        else { throw ReleaseRefusal(.memoryDamaged, "\(path) must be a file of this user that nobody else can write") }
        guard (0...off_t(ReleaseMemory.maximumBytes)).contains(status.st_size) else {
            throw ReleaseRefusal(.memoryDamaged, "\(path) is too long")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        guard Self.fill(descriptor, &bytes) else { throw ReleaseRefusal(.memoryDamaged, "\(path) cannot be read") }
        do throws(ReleaseRefusal) {
            return try ReleaseMemory(encoded: bytes)
        } catch {
            throw ReleaseRefusal(.memoryDamaged, "\(path): \(error.message)")
        }
    }

    /// Replaces the file; throws `lower` if it holds something newer, and `memoryDamaged` if it is damaged.
    public func save(_ memory: ReleaseMemory) throws(ReleaseRefusal) {
        try locked { () throws(ReleaseRefusal) in
            if let known = try load() { try memory.check(mayReplace: known) }
            try replace(with: memory.encoded)
        }
    }

    private func replace(with bytes: [UInt8]) throws(ReleaseRefusal) {
        let temporary = "\(path).new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritable }
        let isWhole = fchmod(descriptor, 0o600) == 0 && Self.drain(bytes, to: descriptor) && fsync(descriptor) == 0
        close(descriptor)
        guard isWhole, rename(temporary, path) == 0 else {
            unlink(temporary)
            throw unwritable
        }
        let folder = open(self.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw unwritable }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw unwritable }
    }

    /// Runs `body` while no other process does so with this file.
    private func locked(_ body: () throws(ReleaseRefusal) -> Void) throws(ReleaseRefusal) {
        let descriptor = open("\(path).lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritable }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else { throw unwritable }
        try body()
    }

    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private var unwritable: ReleaseRefusal { ReleaseRefusal(.memoryUnwritable, "\(path) cannot be written") }

    private static func fill(_ descriptor: Int32, _ bytes: inout [UInt8]) -> Bool {
        bytes.withUnsafeMutableBytes { buffer in
            transfer(buffer.count) { offset, count in
                read(descriptor, buffer.baseAddress.map { $0 + offset }, count)
            }
        }
    }

    private static func drain(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            transfer(buffer.count) { offset, count in
                write(descriptor, buffer.baseAddress.map { $0 + offset }, count)
            }
        }
    }

    /// Calls `step` until all bytes are through.
    private static func transfer(_ total: Int, _ step: (Int, Int) -> Int) -> Bool {
        var done = 0
        while done < total {
            let count = step(done, total - done)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }
}

extension ReleaseMemory {
    /// Refuses to forget a higher head or an alarm, and to have two opinions on one place.
    func check(mayReplace known: ReleaseMemory) throws(ReleaseRefusal) {
        guard alarms.starts(with: known.alarms) else { throw ReleaseRefusal(.equivocation, "an alarm was remembered meanwhile") }
        guard let old = known.head else { return }
        guard let head, !head.precedes(old) else { throw ReleaseRefusal(.lower, "a newer manifest was remembered meanwhile") }
        guard head == old || old.precedes(head) else {
            throw ReleaseRefusal(.equivocation, "another manifest was remembered meanwhile in the same place")
        }
    }
}
