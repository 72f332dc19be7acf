#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The file of the key store: replaced whole, or appended to; what is written is durable on return. It knows nothing of what the bytes are.
///
/// After an error of writing it writes no more: what is on the disk is known only after it was opened again.
final class AssetKeyFile {
    /// The longest file, in bytes: 2²⁰ keys and as many deletions would fit.
    static let maximumBytes = 256 << 20

    private let path: String
    private var descriptor: Int32 = -1
    private var isBroken = false

    init(path: String) { self.path = path }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The whole content; nil if there is no file.
    func read() throws(NodeError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("be opened")
        }
        defer { close(file) }
        var information = stat()
        guard fstat(file, &information) == 0 else { throw failure("be read") }
        guard information.st_mode & S_IFMT == S_IFREG, information.st_mode & 0o077 == 0, information.st_uid == geteuid() else {
            throw NodeError("\(path) must be a file of this user that nobody else can read or write: chmod 600")
        }
        guard information.st_size <= Self.maximumBytes else { throw NodeError("\(path) is too long for a store of keys") }
        var bytes = [UInt8](repeating: 0, count: Int(information.st_size))
        var count = 0
        while count < bytes.count {
            let length = bytes.withUnsafeMutableBytes { buffer in
                Self.retrying { Self.systemRead(file, buffer.baseAddress?.advanced(by: count), buffer.count - count) }
            }
            guard length > 0 else { throw failure("be read") }
            count += length
        }
        return bytes
    }

    /// Puts a new content in the place of the old one, at once and for good.
    func replace(with bytes: [UInt8]) throws(NodeError) {
        guard !isBroken else { throw Self.broken }
        isBroken = true
        let temporary = path + ".new"
        // What an earlier process left behind: it was never this file.
        unlink(temporary)
        let fresh = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_APPEND, 0o600)
        guard fresh >= 0 else { throw failure("be made") }
        guard fchmod(fresh, 0o600) == 0, Self.writeAll(bytes, to: fresh), fsync(fresh) == 0, rename(temporary, path) == 0 else {
            let error = failure("be written")
            close(fresh)
            unlink(temporary)
            throw error
        }
        if descriptor >= 0 { close(descriptor) }
        descriptor = fresh
        try syncFolder()
        isBroken = false
    }

    /// Adds to the file that ``replace(with:)`` made.
    func append(_ bytes: [UInt8]) throws(NodeError) {
        guard !isBroken, descriptor >= 0 else { throw Self.broken }
        isBroken = true
        guard Self.writeAll(bytes, to: descriptor), fsync(descriptor) == 0 else { throw failure("be written") }
        isBroken = false
    }
}

extension AssetKeyFile {
    private static var broken: NodeError { NodeError("the store of asset keys could not be written earlier; start the node again") }

    private static func systemRead(_ file: Int32, _ base: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.read(file, base, count)
        #else
            Darwin.read(file, base, count)
        #endif
    }

    private static func retrying(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }

    private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let length = retrying { write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count) }
                guard length > 0 else { return false }
                rest = rest.dropFirst(length)
            }
            return true
        }
    }

    private func syncFolder() throws(NodeError) {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let folder = open(name.isEmpty ? "/" : name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure("be made durable") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure("be made durable") }
    }

    private func failure(_ verb: String) -> NodeError { NodeError("\(path) could not \(verb): \(String(cString: strerror(errno)))") }
}
