public import Wire

/// Which functions may ever read an asset; irrevocable, because it is bound to the asset's key.
public struct UsagePolicy: Hashable, Sendable, WireCodable {
    /// The most functions that a policy lists.
    public static let maximumFunctions = 256

    /// The functions; empty means none.
    public var functions: Set<FunctionDigest>

    /// A policy that allows these functions and no other.
    public init(functions: Set<FunctionDigest>) { self.functions = functions }

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        let list = try reader.ascending(atMost: Self.maximumFunctions, by: { $0 }) { reader throws(WireError) in
            try reader.value(FunctionDigest.self)
        }
        functions = Set(list)
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) { writer.array(functions.sorted()) { $0.value($1) } }
}
