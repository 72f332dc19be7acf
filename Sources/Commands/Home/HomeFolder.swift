#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A party's folder: its keys, its trust file and what it remembers of a node. Mode 0700; every file in it 0600.
struct HomeFolder: Sendable {
    let path: String

    /// The files that a home holds.
    enum File: String, CaseIterable {
        case identity = "identity.json"
        case signingKey = "signing.key"
        case recipientKey = "recipient.key"
        case recoveryKey = "recovery.key"
        case trust = "trust.json"
        case node = "node.json"
        case releases = "releases"
        /// What was seen of Intel's documents.
        case collateral = "collateral"
        /// A folder: answers of vendors.
        case endorsements = "endorsements"
    }

    /// The folder that `--home`, `CLOISTER_HOME` or the user's own home names, in this order.
    init(option: String?) {
        if let option {
            path = option
        } else if let variable = getenv("CLOISTER_HOME"), variable.pointee != 0 {
            path = String(cString: variable)
        } else {
            path = (getenv("HOME").map { String(cString: $0) } ?? ".") + "/.cloister"
        }
    }

    func exists(_ file: File) -> Bool { access(filePath(file), F_OK) == 0 }

    func filePath(_ file: File) -> String { path + "/" + file.rawValue }

    /// Creates the folder if it is missing, and refuses one that others can read.
    func prepare() throws {
        try Self.create(path)
        try check()
    }

    /// Refuses a folder that is missing or open to others.
    func check() throws(LocalFileError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw LocalFileError(path, errno == ENOENT ? "does not exist; type: cloister init" : "cannot be read")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw LocalFileError(path, "is not a folder") }
        guard status.st_uid == geteuid() else { throw LocalFileError(path, "belongs to another user") }
        guard status.st_mode & 0o077 == 0 else { throw LocalFileError(path, "is open to others; type: chmod 700 \(path)") }
    }

    /// A folder for ciphertext on its way to a node.
    func scratch() throws -> String {
        let folder = path + "/tmp"
        try Self.create(folder)
        return folder
    }

    func read(_ file: File) throws(LocalFileError) -> [UInt8] { try LocalFile.read(filePath(file), atMost: 1 << 20) }

    /// Writes a file of mode 0600 whole: a reader sees the old or the new content.
    func write(_ bytes: [UInt8], to file: File) throws(LocalFileError) { try LocalFile.write(bytes, to: filePath(file)) }

    /// Runs `body` while no other process does so with this folder.
    func locked<Result>(_ body: () throws -> Result) throws -> Result {
        let descriptor = open(path + "/lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
            if descriptor >= 0 { close(descriptor) }
            throw LocalFileError(path, "cannot be locked")
        }
        defer { close(descriptor) }
        return try body()
    }

    /// Creates a folder of mode 0700 with the folders above it, unless it exists.
    static func create(_ path: String) throws(LocalFileError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw LocalFileError(path, "cannot be created")
        }
    }
}
