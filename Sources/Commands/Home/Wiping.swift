#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Memory for a secret: wiped before it is given back.
enum Wiping {
    /// Lends zeroed memory to `body` and wipes it afterwards.
    static func withBuffer<Result>(count: Int, _ body: (UnsafeMutableRawBufferPointer) throws -> Result) rethrows -> Result {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 8)
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        defer {
            wipe(buffer)
            buffer.deallocate()
        }
        return try body(buffer)
    }

    /// Overwrites an array's bytes.
    static func wipe(_ bytes: inout [UInt8]) { bytes.withUnsafeMutableBytes { wipe($0) } }

    private static func wipe(_ buffer: UnsafeMutableRawBufferPointer) {
        guard let base = buffer.baseAddress else { return }
        #if canImport(Glibc)
            explicit_bzero(base, buffer.count)
        #else
            memset_s(base, buffer.count, 0, buffer.count)
        #endif
    }
}
