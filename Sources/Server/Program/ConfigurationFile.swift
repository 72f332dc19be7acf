#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads a configuration's exact bytes, with a bound.
enum ConfigurationFile {
    static func read(_ path: String, atMost limit: Int = NodeConfiguration.maximumBytes) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw NodeError("\(path) cannot be read: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count < buffer.count {
            let length = buffer.withUnsafeMutableBytes { bytes in
                #if canImport(Glibc)
                    Glibc.read(descriptor, bytes.baseAddress?.advanced(by: count), bytes.count - count)
                #else
                    Darwin.read(descriptor, bytes.baseAddress?.advanced(by: count), bytes.count - count)
                #endif
            }
            guard length >= 0 else { throw NodeError("\(path) cannot be read: \(String(cString: strerror(errno)))") }
            if length == 0 { break }
            count += length
        }
        return Array(buffer[..<count])
    }
}
