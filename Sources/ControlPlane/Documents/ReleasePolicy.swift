public import Wire

/// Which executor software may ever hold an asset's key; irrevocable.
public struct ReleasePolicy: Hashable, Sendable, WireCodable {
    /// The most measurements that a policy lists.
    public static let maximumMeasurements = 64

    /// Text forms of measurements (`software-tee:ab12…`); empty means none.
    public var measurements: Set<String>

    /// A policy that allows these measurements and no other.
    public init(measurements: Set<String>) { self.measurements = measurements }

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        let list = try reader.ascending(atMost: Self.maximumMeasurements, by: { $0 }) { reader throws(WireError) in
            try reader.measurement()
        }
        measurements = Set(list)
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.array(measurements.sorted()) { $0.string($1) }
    }
}
