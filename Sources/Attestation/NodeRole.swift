public import Wire

/// What a measured process is allowed to be. A party is not a node: it signs instead of attesting.
public enum NodeRole: UInt8, Hashable, Sendable, CaseIterable, WireCodable, CustomStringConvertible {
    /// Holds the ledger and decides.
    case control = 1
    /// Runs functions, and holds an asset's key during a run's lease.
    case executor = 2

    /// The word on the command line.
    public var description: String {
        switch self {
        case .control: "control"
        case .executor: "executor"
        }
    }

    public func encode(into writer: inout ByteWriter) { writer.u8(rawValue) }

    public init(from reader: inout ByteReader) throws(WireError) {
        guard let role = Self(rawValue: try reader.u8()) else { throw .invalid("an unknown node role") }
        self = role
    }
}
