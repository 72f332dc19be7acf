package import Attestation
import Crypto
import Synchronization
import Wire

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Answers in a folder of mode 0700, a file of mode 0600 each, its name the SHA-256 of the address. Several processes may share it.
///
/// A file is written under another name, made durable and renamed: whoever reads finds the old entry or the new one.
public struct CollateralFolder: CollateralStore {
    /// The most files; those that were written first go first.
    package static let maximumCount = 256
    /// The most bytes of all files together.
    package static let maximumBytes = 64 << 20
    /// After how many seconds a file that nobody finished writing is removed.
    private static let abandonedAfter = 3600
    private static let (suffix, unfinished) = (".entry", ".new")
    private static let written = Atomic<Int>(0)

    private let path: String
    private let maximumCount: Int
    private let maximumBytes: Int

    /// Uses a folder, which it creates if there is none; throws `cacheUnusable` for one that belongs or is open to others.
    public init(_ path: String) throws(CollateralError) {
        try self.init(path, maximumCount: Self.maximumCount, maximumBytes: Self.maximumBytes)
    }

    package init(_ path: String, maximumCount: Int, maximumBytes: Int) throws(CollateralError) {
        (self.path, self.maximumCount, self.maximumBytes) = (path, maximumCount, maximumBytes)
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Self.unusable(path, "cannot be created") }
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { throw Self.unusable(path, "is not a folder") }
        guard status.st_uid == geteuid() else { throw Self.unusable(path, "belongs to another user") }
        guard status.st_mode & 0o077 == 0 else { throw Self.unusable(path, "is open to others; type: chmod 700 \(path)") }
    }

    package func entry(for address: String) -> CollateralEntry? {
        guard let file = Self.read(filePath(address)), let entry = CollateralEntry(decoding: file), entry.address == address else {
            return nil
        }
        return entry
    }

    package func keep(_ entry: CollateralEntry) throws(CollateralError) {
        let bytes = entry.encoded
        guard bytes.count <= CollateralEntry.maximumLength else { return }
        let destination = filePath(entry.address)
        let number = Self.written.add(1, ordering: .relaxed).newValue
        let temporary = "\(destination).\(getpid()).\(number)\(Self.unfinished)"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.unusable(path, "cannot be written") }
        let isWritten = Self.write(bytes, to: descriptor) && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, rename(temporary, destination) == 0 else {
            unlink(temporary)
            throw Self.unusable(path, "cannot be written")
        }
        syncFolder()
        trim(sparing: destination, of: bytes.count)
    }

    package func remove(_ address: String) { unlink(filePath(address)) }

    private func filePath(_ address: String) -> String {
        "\(path)/\(Array(SHA256.hash(data: Array(address.utf8))).hex)\(Self.suffix)"
    }

    /// Makes a rename durable. Where that fails, the entry may be lost with the machine's power, and is fetched anew.
    private func syncFolder() {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// Removes what is too much. Files that another process removes meanwhile are gone, which is as good.
    private func trim(sparing newest: String, of newestBytes: Int) {
        var entries: [(path: String, age: Int, bytes: Int)] = []
        let now = time(nil)
        for name in Self.names(in: path) {
            var status = stat()
            guard lstat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            let age = max(0, now - Self.written(status))
            if name.hasSuffix(Self.unfinished), age > Self.abandonedAfter { unlink("\(path)/\(name)") }
            if name.hasSuffix(Self.suffix), "\(path)/\(name)" != newest { entries.append(("\(path)/\(name)", age, Int(status.st_size))) }
        }
        entries.sort { ($0.age, $0.path) > ($1.age, $1.path) }
        var (count, bytes) = (entries.count + 1, entries.reduce(newestBytes) { $0 + $1.bytes })
        for entry in entries where count > maximumCount || bytes > maximumBytes {
            unlink(entry.path)
            (count, bytes) = (count - 1, bytes - entry.bytes)
        }
    }

    private static func written(_ status: stat) -> Int {
        #if canImport(Glibc)
            status.st_mtim.tv_sec
        #else
            status.st_mtimespec.tv_sec
        #endif
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }

    /// A plain file of our own of at most an entry's length; nil for anything else.
    private static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
            1...CollateralEntry.maximumLength ~= Int(status.st_size)
        else { return nil }
        return [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            let room = buffer.count
            while count < room {
                let step = readOnce(descriptor, UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...]))
                if step < 0, errno == EINTR { continue }
                guard step > 0 else { break }
                count += step
            }
        }
    }

    private static func readOnce(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
                #if canImport(Glibc)
                    let step = Glibc.write(descriptor, rest.baseAddress, rest.count)
                #else
                    let step = Darwin.write(descriptor, rest.baseAddress, rest.count)
                #endif
                if step < 0, errno == EINTR { continue }
                guard step > 0 else { return false }
                written += step
            }
            return true
        }
    }

    private static func unusable(_ path: String, _ problem: String) -> CollateralError {
        CollateralError(.cacheUnusable, "the cache folder \(path) \(problem)")
    }
}
