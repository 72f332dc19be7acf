package import Wire

/// What a jail's process may use.
package struct JailLimits: Hashable, Sendable, WireCodable {
    /// The most writable memory of its own, in bytes.
    package var memoryBytes: UInt64
    /// The most processor time in its life, in seconds.
    package var processorSeconds: UInt32
    /// How many threads work on one run. With 1 the jail cannot start a thread at all.
    package var threads: UInt16

    /// Limits for a jail.
    package init(memoryBytes: UInt64, processorSeconds: UInt32, threads: UInt16) {
        self.memoryBytes = memoryBytes
        self.processorSeconds = processorSeconds
        self.threads = threads
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        memoryBytes = try reader.u64()
        processorSeconds = try reader.u32()
        threads = try reader.u16()
        guard threads > 0 else { throw .invalid("a jail without a thread") }
    }

    package func encode(into writer: inout ByteWriter) {
        writer.u64(memoryBytes)
        writer.u32(processorSeconds)
        writer.u16(threads)
    }
}
