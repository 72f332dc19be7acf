public import Wire

/// What one run may use.
public struct RunLimits: Hashable, Sendable, WireCodable {
    /// How long it may take in the jail, in milliseconds.
    public var milliseconds: UInt32
    /// The most memory of the jail, in bytes.
    public var memoryBytes: UInt64
    /// The most bytes of all inputs together.
    public var inputBytes: UInt64
    /// The most bytes of all outputs together.
    public var outputBytes: UInt64
    /// How many threads work on it.
    public var threads: UInt16

    /// Limits of a run.
    public init(milliseconds: UInt32, memoryBytes: UInt64, inputBytes: UInt64, outputBytes: UInt64, threads: UInt16) {
        self.milliseconds = milliseconds
        self.memoryBytes = memoryBytes
        self.inputBytes = inputBytes
        self.outputBytes = outputBytes
        self.threads = threads
    }

    /// Reads the fields in their order.
    public init(from reader: inout ByteReader) throws(WireError) {
        milliseconds = try reader.u32()
        memoryBytes = try reader.u64()
        inputBytes = try reader.u64()
        outputBytes = try reader.u64()
        threads = try reader.u16()
    }

    /// Writes the fields in their order.
    public func encode(into writer: inout ByteWriter) {
        writer.u32(milliseconds)
        writer.u64(memoryBytes)
        writer.u64(inputBytes)
        writer.u64(outputBytes)
        writer.u16(threads)
    }

    /// The lesser of both in everything, and at least one thread.
    func within(_ most: RunLimits) -> RunLimits {
        RunLimits(
            milliseconds: min(milliseconds, most.milliseconds), memoryBytes: min(memoryBytes, most.memoryBytes),
            inputBytes: min(inputBytes, most.inputBytes), outputBytes: min(outputBytes, most.outputBytes),
            threads: max(1, min(threads, most.threads)))
    }
}
