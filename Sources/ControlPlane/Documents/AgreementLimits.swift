public import Wire

/// How much an agreement allows.
public struct AgreementLimits: Hashable, Sendable, WireCodable {
    /// How many attempts of runs may be charged in all.
    public var runs: UInt32
    /// The first second, in Unix time, at which nothing more is admitted or started.
    public var notAfter: UInt64
    /// Most plaintext bytes of all inputs of one run.
    public var inputBytes: UInt64
    /// Most plaintext bytes of all outputs of one run.
    public var outputBytes: UInt64

    /// Limits of these parts.
    public init(runs: UInt32, notAfter: UInt64, inputBytes: UInt64, outputBytes: UInt64) {
        (self.runs, self.notAfter, self.inputBytes, self.outputBytes) = (runs, notAfter, inputBytes, outputBytes)
    }

    /// Reads it.
    public init(from reader: inout ByteReader) throws(WireError) {
        runs = try reader.u32()
        notAfter = try reader.u64()
        inputBytes = try reader.u64()
        outputBytes = try reader.u64()
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.u32(runs)
        writer.u64(notAfter)
        writer.u64(inputBytes)
        writer.u64(outputBytes)
    }
}
