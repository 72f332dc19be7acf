#if os(Linux)
    import Glibc

    /// Memory for a secret on its way.
    enum WipedBuffer {
        /// Gives zeroed memory to the closure, and wipes it afterwards.
        static func with<Result, Failure: Error>(
            byteCount: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
        ) throws(Failure) -> Result {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 8)
            defer {
                wipe(buffer)
                buffer.deallocate()
            }
            wipe(buffer)
            return try body(buffer)
        }

        /// Overwrites memory in a way that the optimizer keeps.
        static func wipe(_ buffer: UnsafeMutableRawBufferPointer) {
            if let base = buffer.baseAddress { explicit_bzero(base, buffer.count) }
        }
    }
#endif
