#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

import Wire

extension BlobDirectory {
    /// The digests of all blobs, by their names, in no order.
    public func digests() throws(SealedDataError) -> [[UInt8]] {
        try folder.names().compactMap { name in
            guard name.utf8.count == 2 * Self.digestLength, let digest = [UInt8](hex: name), digest.hex == name else { return nil }
            return digest
        }
    }

    /// When a blob was stored, in seconds since 1970 by the host's clock.
    public func storedAt(_ digest: [UInt8]) throws(SealedDataError) -> UInt64 { try file(of: digest).status().modified }

    /// How many bytes more the disk takes.
    public func freeBytes() throws(SealedDataError) -> UInt64 {
        var status = statvfs()
        guard fstatvfs(folder.descriptor, &status) == 0 else { throw .system(operation: "asking for the disk's room", number: errno) }
        let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return overflow ? .max : bytes
    }
}
