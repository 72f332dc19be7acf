public import Wire

/// Who can recover the ledger's keys, and from which package: what members are told of it.
public struct RecoveryRecord: Hashable, Sendable, WireCodable {
    /// The most holders.
    public static let maximumHolders = 16

    /// The package's number, from 1.
    public let generation: UInt64
    /// SHA-256 of the package's body; 32 bytes. Zero bytes if nobody can recover the keys any more.
    public let package: [UInt8]
    /// How many holders must approve; 0 if nobody can recover the keys any more.
    public let threshold: Int
    /// The digests of the holders' keys, in their order; 32 bytes each.
    public let holders: [[UInt8]]

    /// A record of these parts, whose digests have 32 bytes.
    public init(generation: UInt64, package: [UInt8], threshold: Int, holders: [[UInt8]]) {
        (self.generation, self.package, self.threshold, self.holders) = (generation, package, threshold, holders)
    }

    /// The record that ends recovery.
    public static func ended(generation: UInt64) -> RecoveryRecord {
        RecoveryRecord(generation: generation, package: [UInt8](repeating: 0, count: Digests.length), threshold: 0, holders: [])
    }

    /// Whether anybody can recover the keys.
    public var isOffered: Bool { threshold > 0 }

    /// The threshold and the holders in words, each by the first eight digits of its key's digest.
    var summary: String {
        isOffered ? "\(threshold)-of-\(holders.count):" + holders.map { String($0.hex.prefix(8)) }.joined(separator: ",") : "none"
    }

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        generation = try reader.u64()
        package = try reader.fixed(Digests.length)
        threshold = Int(try reader.u8())
        holders = try reader.array(atMost: Self.maximumHolders) { reader throws(WireError) in try reader.fixed(Digests.length) }
        guard threshold <= holders.count, (threshold == 0) == holders.isEmpty, Set(holders).count == holders.count else {
            throw .invalid("holders of recovery keys that cannot be")
        }
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.u64(generation)
        writer.fixed(package)
        writer.u8(UInt8(threshold))
        writer.array(holders) { $0.fixed($1) }
    }
}
