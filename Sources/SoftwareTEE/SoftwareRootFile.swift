#if os(Linux)
    public import Attestation
    import Crypto
    import Glibc
    import Wire

    extension SoftwareRoot {
        /// The root in a file, made if there is none. The file must be ours alone (0600), and nobody else may write in its folder.
        public static func loadOrCreate(path: String) throws(AttestationError) -> SoftwareRoot {
            try SoftwareRootFile(path: path).loadOrCreate()
        }

        /// The root in a file, which must exist.
        public static func load(path: String) throws(AttestationError) -> SoftwareRoot {
            let file = SoftwareRootFile(path: path)
            guard let root = try file.load() else { throw AttestationError(.unavailable, "there is no root file at the given path") }
            return root
        }
    }

    /// The file that holds a root (docs/spec/software-tee.md).
    struct SoftwareRootFile {
        static let magic = Array("CLOISTSR".utf8)
        static let version: [UInt8] = [0, 2]
        static let header = magic.count + version.count + SoftwareReport.hardwareIDLength
        static let keyEnd = header + 32
        static let length = keyEnd + 32

        let path: String

        private var folder: String {
            guard let slash = path.lastIndex(of: "/") else { return "." }
            return slash == path.startIndex ? "/" : String(path[..<slash])
        }

        func loadOrCreate() throws(AttestationError) -> SoftwareRoot {
            if mkdir(folder, 0o700) != 0, errno != EEXIST { throw Self.failed("make the folder of the root file") }
            if let root = try load() { return root }
            try create(SoftwareRoot())
            // Whoever was first made the file that counts.
            guard let root = try load() else { throw AttestationError(.unavailable, "the root file vanished") }
            return root
        }

        /// The root, or nil if there is no file.
        func load() throws(AttestationError) -> SoftwareRoot? {
            try checkFolder()
            guard let file = Descriptor(open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)) else {
                if errno == ENOENT { return nil }
                throw errno == ELOOP
                    ? AttestationError(.unsafeState, "the root file is a symbolic link") : Self.failed("open the root file")
            }
            var status = stat()
            guard fstat(file.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                throw AttestationError(.unsafeState, "the root file is not a regular file")
            }
            guard status.st_uid == geteuid() else { throw AttestationError(.unsafeState, "the root file belongs to another user") }
            guard status.st_mode & 0o077 == 0 else {
                throw AttestationError(.unsafeState, "the root file is open to others: set its mode to 0600")
            }
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.length + 1, alignment: 8)
            defer {
                if let base = buffer.baseAddress { explicit_bzero(base, buffer.count) }
                buffer.deallocate()
            }
            let count = file.read(into: buffer)
            guard let count else { throw Self.failed("read the root file") }
            guard !buffer[..<count].starts(with: Self.magic + [0, 1]) else {
                throw AttestationError(
                    .invalidTrust, "the root file is of version 1, which is not read any more: move it away, and a new root is made")
            }
            guard count == Self.length, buffer.starts(with: Self.magic + Self.version) else {
                throw AttestationError(.invalidTrust, "the root file is damaged or of another version")
            }
            let secret = UnsafeRawBufferPointer(rebasing: buffer[Self.header..<Self.keyEnd])
            guard let key = try? P256.Signing.PrivateKey(rawRepresentation: secret) else {
                throw AttestationError(.invalidTrust, "the root file holds no valid key")
            }
            return try SoftwareRoot(
                key: key, sealingSecret: SymmetricKey(data: UnsafeRawBufferPointer(rebasing: buffer[Self.keyEnd..<Self.length])),
                hardwareID: Array(buffer[(Self.magic.count + Self.version.count)..<Self.header]))
        }

        private func checkFolder() throws(AttestationError) {
            var status = stat()
            guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                throw Self.failed("open the folder of the root file")
            }
            guard status.st_uid == geteuid() || status.st_uid == 0 else {
                throw AttestationError(.unsafeState, "the root file's folder belongs to another user")
            }
            guard status.st_mode & 0o022 == 0 else {
                throw AttestationError(.unsafeState, "others may write in the root file's folder: set its mode to 0700")
            }
        }

        private func create(_ root: SoftwareRoot) throws(AttestationError) {
            let temporary = "\(path).\(getpid()).\(UInt64.random(in: .min ... .max))"
            guard let file = Descriptor(open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)) else {
                throw Self.failed("make the root file")
            }
            defer { unlink(temporary) }
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.length, alignment: 8)
            defer {
                if let base = buffer.baseAddress { explicit_bzero(base, buffer.count) }
                buffer.deallocate()
            }
            buffer.copyBytes(from: Self.magic + Self.version + root.hardwareID.bytes)
            let complete = root.withPrivateKey { key in
                guard key.count == Self.keyEnd - Self.header else { return false }
                UnsafeMutableRawBufferPointer(rebasing: buffer[Self.header...]).copyBytes(from: key)
                return true
            }
            root.withSealingSecret { UnsafeMutableRawBufferPointer(rebasing: buffer[Self.keyEnd...]).copyBytes(from: $0) }
            guard complete, fchmod(file.number, 0o600) == 0, file.write(UnsafeRawBufferPointer(buffer)), fsync(file.number) == 0 else {
                throw Self.failed("write the root file")
            }
            guard link(temporary, path) == 0 || errno == EEXIST else { throw Self.failed("put the root file in its place") }
            guard let directory = Descriptor(open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)), fsync(directory.number) == 0 else {
                throw Self.failed("make the root file durable")
            }
        }

        private static func failed(_ what: String) -> AttestationError {
            AttestationError(.unavailable, "could not \(what): \(String(cString: strerror(errno)))")
        }
    }
#endif
