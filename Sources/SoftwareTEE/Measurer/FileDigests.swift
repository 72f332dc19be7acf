#if os(Linux)
    import Attestation
    import Crypto
    import Glibc
    import Synchronization

    /// SHA-256 of open files, remembered for as long as a file has not changed.
    final class FileDigests: Sendable {
        static let remembered = 64
        private let known = Mutex<[FileIdentity: [UInt8]]>([:])

        /// The digest of a file of at most `limit` bytes.
        func digest(of file: Descriptor, atMost limit: Int64, named name: String) throws(AttestationError) -> [UInt8] {
            guard let identity = FileIdentity(file) else { throw AttestationError(.refused, "\(name) is not a regular file") }
            guard identity.size <= limit else { throw AttestationError(.refused, "\(name) is longer than \(limit) bytes") }
            if let digest = known.withLock({ $0[identity] }) { return digest }
            guard let digest = Self.read(file, length: identity.size), FileIdentity(file) == identity else {
                throw AttestationError(.refused, "\(name) could not be read, or changed meanwhile")
            }
            guard identity.isSettled else { return digest }
            known.withLock { known in
                if known.count >= Self.remembered { known.removeAll() }
                known[identity] = digest
            }
            return digest
        }

        private static func read(_ file: Descriptor, length: Int64) -> [UInt8]? {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
            defer { buffer.deallocate() }
            var hash = SHA256()
            var offset: Int64 = 0
            while true {
                let count = pread(file.number, buffer.baseAddress, buffer.count, Int(offset))
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { return nil }
                if count == 0 { break }
                offset += Int64(count)
                guard offset <= length else { return nil }
                hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
            return offset == length ? Array(hash.finalize()) : nil
        }
    }
#endif
