import Crypto
public import Wire

/// Who can give a ledger's keys back, and how many of them must.
public struct RecoverySet: Hashable, Sendable, WireCodable {
    /// The most holders.
    public static let maximumHolders = 16

    /// How many holders must approve; those many can also collude.
    public let threshold: Int
    /// Their keys, in the configuration's order; a holder's number is its place from 1.
    public let holders: [RecipientPublicKey]

    /// A set of 1 to 16 distinct holders, with a threshold of 1 to as many.
    public init(threshold: Int, holders: [RecipientPublicKey]) throws(RecoveryError) {
        guard (1...Self.maximumHolders).contains(holders.count), (1...holders.count).contains(threshold) else {
            throw RecoveryError(
                .invalidSet, "there must be 1 to \(Self.maximumHolders) holders, and a threshold of 1 to as many as there are")
        }
        guard Set(holders).count == holders.count else { throw RecoveryError(.invalidSet, "each holder may be named once") }
        (self.threshold, self.holders) = (threshold, holders)
    }

    /// Names the set: SHA-256 over `cloister/recovery-set/v1` and its encoding.
    public var digest: [UInt8] {
        var writer = ByteWriter()
        writer.string("cloister/recovery-set/v1")
        writer.value(self)
        return Array(SHA256.hash(data: writer.bytes))
    }

    /// The number of the holder of a key.
    public func number(of key: RecipientPublicKey) throws(RecoveryError) -> Int {
        guard let index = holders.firstIndex(of: key) else {
            throw RecoveryError(.notAHolder, "this recovery key is none of the \(holders.count) that can recover this ledger")
        }
        return index + 1
    }

    /// Reads and checks a set.
    public init(from reader: inout ByteReader) throws(WireError) {
        let threshold = try reader.u8()
        let holders = try reader.array(atMost: Self.maximumHolders) { reader throws(WireError) in try reader.value(RecipientPublicKey.self)
        }
        do throws(RecoveryError) {
            try self.init(threshold: Int(threshold), holders: holders)
        } catch {
            throw .invalid(error.message)
        }
    }

    /// Appends threshold and keys.
    public func encode(into writer: inout ByteWriter) {
        writer.u8(UInt8(threshold))
        writer.array(holders) { $0.value($1) }
    }
}
