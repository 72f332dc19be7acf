#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The file that keeps a ledger's keys, sealed to the platform; mode 0600, written once.
public struct LedgerKeyFile: Sendable {
    /// The longest file, in bytes.
    public static let maximumBytes = 64 << 10

    private let path: String
    private let sealer: any KeySealer

    /// The key file at a path. Its folder must exist.
    public init(path: String, sealer: any KeySealer) {
        self.path = path
        self.sealer = sealer
    }

    /// Whether there is anything at the path.
    public var exists: Bool {
        var information = stat()
        return lstat(path, &information) == 0
    }

    /// Seals the keys into a new file, which is durable on return; never replaces one.
    public func create(_ keys: LedgerKeys, origin: LedgerOrigin) throws(LedgerError) {
        var plaintext = keys.encoded(origin: origin)
        defer { Self.wipe(&plaintext) }
        let sealed: [UInt8]
        do { sealed = try sealer.seal(plaintext) } catch {
            throw LedgerError(.invalidKeyFile, "The platform could not seal the ledger's keys.")
        }
        guard sealed.count <= Self.maximumBytes else {
            throw LedgerError(.invalidKeyFile, "The sealed keys are longer than a key file may be.")
        }
        // Written under another name and linked, so that a file of this name is always whole.
        let temporary = "\(path).new-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("be created") }
        defer {
            unlink(temporary)
            close(descriptor)
        }
        guard fchmod(descriptor, 0o600) == 0, Self.writeAll(sealed, to: descriptor), fsync(descriptor) == 0 else {
            throw failure("be written")
        }
        guard link(temporary, path) == 0 else {
            if errno == EEXIST { throw LedgerError(.alreadyExists, "The key file \(path) exists already.") }
            throw failure("be created")
        }
        try syncFolder()
    }

    /// Reads and unseals the keys.
    public func load(origin: LedgerOrigin) throws(LedgerError) -> LedgerKeys {
        let sealed = try contents()
        guard var plaintext = try? sealer.unseal(sealed) else {
            throw LedgerError(
                .invalidKeyFile, "The key file \(path) was altered, or sealed by another platform or by other software.")
        }
        defer { Self.wipe(&plaintext) }
        return try LedgerKeys(encoded: plaintext, origin: origin)
    }
}

extension LedgerKeyFile {
    private func contents() throws(LedgerError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure("be opened") }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw failure("be read") }
        guard information.st_mode & S_IFMT == S_IFREG, information.st_mode & 0o077 == 0, information.st_uid == geteuid() else {
            throw LedgerError(
                .insecureFile, "The key file \(path) must be a file of this user that nobody else can read or write: chmod 600.")
        }
        var buffer = [UInt8](repeating: 0, count: Self.maximumBytes + 1)
        var count = 0
        while count < buffer.count {
            let length = buffer.withUnsafeMutableBytes {
                Self.readSome(descriptor, into: UnsafeMutableRawBufferPointer(rebasing: $0[count...]))
            }
            guard length >= 0 else { throw failure("be read") }
            if length == 0 { break }
            count += length
        }
        guard count <= Self.maximumBytes else { throw LedgerError(.invalidKeyFile, "The file \(path) is too long for a key file.") }
        return Array(buffer.prefix(count))
    }

    private static func readSome(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let length = read(descriptor, buffer.baseAddress, buffer.count)
            if length >= 0 || errno != EINTR { return length }
        }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let length = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if length < 0 && errno == EINTR { continue }
                guard length > 0 else { return false }
                rest = rest.dropFirst(length)
            }
            return true
        }
    }

    private func syncFolder() throws(LedgerError) {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let name = folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder
        let descriptor = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("be made durable") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("be made durable") }
    }

    private func failure(_ verb: String) -> LedgerError {
        LedgerError(.invalidKeyFile, "The key file \(path) could not \(verb): \(String(cString: strerror(errno))).")
    }

    private static func wipe(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            #if canImport(Darwin)
                memset_s(base, buffer.count, 0, buffer.count)
            #else
                explicit_bzero(base, buffer.count)
            #endif
        }
    }
}
