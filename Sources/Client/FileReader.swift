#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads a file from its beginning, a chunk at a time.
final class FileReader {
    private let descriptor: Int32

    init(path: String) throws(ClientError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ClientError(.refused, reason: "LOCAL_FILE", message: "\(path) cannot be read") }
    }

    deinit { close(descriptor) }

    /// Up to `limit` bytes; fewer only at the end of the file.
    func read(atMost limit: Int) throws(ClientError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: limit)
        var filled = 0
        while filled < limit {
            let count = buffer.withUnsafeMutableBytes { bytes in
                systemRead(descriptor, UnsafeMutableRawBufferPointer(rebasing: bytes[filled...]))
            }
            guard count >= 0 else { throw ClientError(.refused, reason: "LOCAL_FILE", message: "a file could not be read to its end") }
            if count == 0 { break }
            filled += count
        }
        return Array(buffer[..<filled])
    }

    private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }
}
