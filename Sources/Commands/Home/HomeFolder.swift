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
struct HomeFolder {
    let path: String

    /// The files that a home holds.
    enum File: String, CaseIterable {
        case identity = "identity.json"
        case signingKey = "signing.key"
        case recipientKey = "recipient.key"
        case trust = "trust.json"
        case node = "node.json"
    }

    /// The folder that `--home`, `CLOISTER_HOME` or the user's own home names, in this order.
    init(option: String?) {
        if let option {
            path = option
        } else if let variable = getenv("CLOISTER_HOME") {
            path = String(cString: variable)
        } else {
            path = (getenv("HOME").map { String(cString: $0) } ?? ".") + "/.cloister"
        }
    }

    /// Whether `cloister init` has been here.
    var isInitialised: Bool { exists(.identity) }

    func exists(_ file: File) -> Bool { access(filePath(file.rawValue), F_OK) == 0 }

    func filePath(_ name: String) -> String { path + "/" + name }

    /// Creates the folder if it is missing, and refuses one that others can read.
    func prepare() throws {
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            guard errno == ENOENT else { throw LocalFileError(path, "cannot be created") }
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { throw LocalFileError(path, "is not a folder") }
        guard status.st_mode & 0o077 == 0 else {
            throw LocalFileError(path, "can be read by others; type: chmod 700 \(path)")
        }
    }

    func read(_ file: File, atMost limit: Int = 1 << 20) throws -> [UInt8] { try read(file.rawValue, atMost: limit) }

    func read(_ name: String, atMost limit: Int = 1 << 20) throws -> [UInt8] {
        try LocalFile.read(filePath(name), atMost: limit)
    }

    func write(_ bytes: [UInt8], to file: File) throws { try write(bytes, to: file.rawValue) }

    /// Writes a file of mode 0600 whole: a reader sees the old or the new content.
    func write(_ bytes: [UInt8], to name: String) throws { try LocalFile.write(bytes, to: filePath(name)) }
}
