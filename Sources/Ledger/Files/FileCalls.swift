#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The system calls by which a file is replaced, in this order. Tests put others in their place, which fail, tear a write or end the process.
package struct FileCalls: Sendable {
    /// Makes a new file of mode 0600 for writing; a descriptor, or -1 and errno.
    package var create: @Sendable (_ path: String) -> Int32
    /// Writes some of the bytes; how many, or -1 and errno.
    package var write: @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int
    /// Makes a file durable; 0, or -1 and errno.
    package var sync: @Sendable (_ descriptor: Int32) -> Int32
    /// Gives a file the name of another, which is gone then; 0, or -1 and errno.
    package var rename: @Sendable (_ path: String, _ name: String) -> Int32
    /// Makes a folder's names durable; 0, or -1 and errno.
    package var syncFolder: @Sendable (_ path: String) -> Int32

    /// The system's own.
    package static let system = FileCalls(
        create: { path in
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0, fchmod(descriptor, 0o600) != 0 else { return descriptor }
            _ = Self.close(descriptor)
            return -1
        },
        write: { descriptor, bytes in Self.write(descriptor, bytes) },
        sync: { descriptor in fsync(descriptor) },
        rename: { path, name in Self.rename(path, name) },
        syncFolder: { path in
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { return -1 }
            defer { _ = Self.close(descriptor) }
            return fsync(descriptor)
        })

    // The members have the names of the system's functions, which these pass on to.
    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
            Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    private static func rename(_ path: String, _ name: String) -> Int32 {
        #if canImport(Glibc)
            Glibc.rename(path, name)
        #elseif canImport(Musl)
            Musl.rename(path, name)
        #else
            Darwin.rename(path, name)
        #endif
    }

    private static func close(_ descriptor: Int32) -> Int32 {
        #if canImport(Glibc)
            Glibc.close(descriptor)
        #elseif canImport(Musl)
            Musl.close(descriptor)
        #else
            Darwin.close(descriptor)
        #endif
    }
}
