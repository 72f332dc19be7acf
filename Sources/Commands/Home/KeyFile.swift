#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A secret key of 32 bytes in a file of its own (docs/cli.md, *The home folder*): eight letters that name the kind, two bytes of
/// version, the key. Only its owner may read it; the bytes pass through memory that is wiped.
struct KeyFile {
    /// What the key is for.
    enum Kind: String {
        case signing = "CLOISTSK"
        case recipient = "CLOISTRK"
        case auditorEd25519 = "CLOISTAE"
        case auditorECDSA = "CLOISTAP"
        case witness = "CLOISTWK"
        case recovery = "CLOISTVK"

        var name: String {
            switch self {
            case .signing: "signing"
            case .recipient: "recipient"
            case .auditorEd25519, .auditorECDSA: "auditor's"
            case .witness: "witness's"
            case .recovery: "recovery"
            }
        }

        var command: String {
            switch self {
            case .signing, .recipient: "init"
            case .auditorEd25519, .auditorECDSA: "release key"
            case .witness: "witness init"
            case .recovery: "recovery enroll"
            }
        }
    }

    static let keyBytes = 32
    private static let version: [UInt8] = [0, 1]

    let path: String
    let kind: Kind

    private var header: [UInt8] { Array(kind.rawValue.utf8) + Self.version }
    private var length: Int { header.count + Self.keyBytes }

    /// Writes a new file; refuses to replace one.
    func create(_ key: UnsafeRawBufferPointer) throws {
        guard key.count == Self.keyBytes else { throw LocalFileError(path, "cannot hold a key of \(key.count) bytes") }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw LocalFileError(path, errno == EEXIST ? "exists already and is not overwritten" : "cannot be written")
        }
        defer { close(descriptor) }
        let isComplete = Wiping.withBuffer(count: length) { buffer in
            buffer.copyBytes(from: header)
            UnsafeMutableRawBufferPointer(rebasing: buffer[header.count...]).copyMemory(from: key)
            return fchmod(descriptor, 0o600) == 0 && LocalFile.drain(UnsafeRawBufferPointer(buffer), into: descriptor) == buffer.count
                && fsync(descriptor) == 0
        }
        guard isComplete else {
            unlink(path)
            throw LocalFileError(path, "cannot be written")
        }
    }

    /// Lends the key to `body`. Refuses a file that others can read, that is a link, or that holds something else.
    func withKey<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT:
                throw LocalFileError(path, "does not exist; type: cloister \(kind.command)")
            case ELOOP: throw LocalFileError(path, "is a symbolic link; a key file must be a file")
            default: throw LocalFileError(path, "cannot be read")
            }
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw LocalFileError(path, "is not a file") }
        guard status.st_uid == geteuid() else { throw LocalFileError(path, "belongs to another user") }
        guard status.st_mode & 0o077 == 0 else { throw LocalFileError(path, "can be read by others; type: chmod 600 \(path)") }
        return try Wiping.withBuffer(count: length + 1) { buffer in
            let count = LocalFile.fill(buffer, from: descriptor)
            guard count == length, buffer.prefix(header.count).elementsEqual(header) else {
                throw LocalFileError(path, "is damaged, or is no \(kind.name) key file of this version")
            }
            return try body(UnsafeRawBufferPointer(rebasing: buffer[header.count..<length]))
        }
    }
}
