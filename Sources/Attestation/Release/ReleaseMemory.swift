import Crypto
import Wire

/// What a verifier must not forget, in the form that it has on disk. Alone it proves nothing: a verifier checks all of it again.
public struct ReleaseMemory: Hashable, Sendable {
    /// The longest encoding, in bytes.
    public static let maximumBytes = 4 << 20
    /// The most alarms that are kept.
    public static let maximumAlarms = 4

    /// The digest of the pinned set.
    public let root: [UInt8]
    /// The highest place seen; nil before the first manifest.
    public let head: ReleaseHead?
    /// The latest time at which a manifest was accepted, in seconds since 1970.
    public let latestTime: UInt64
    /// The notes that lead from the pinned set to the head, and that peers may lack; the last is the head's.
    public let chain: ReleaseChain
    /// Contradictions seen.
    public let alarms: [ReleaseAlarm]

    init(root: [UInt8], head: ReleaseHead?, latestTime: UInt64, chain: ReleaseChain, alarms: [ReleaseAlarm]) {
        self.root = root
        self.head = head
        self.latestTime = latestTime
        self.chain = chain
        self.alarms = alarms
    }

    /// Reads what `encoded` wrote; throws `memoryDamaged` for anything else.
    public init(encoded bytes: [UInt8]) throws(ReleaseRefusal) {
        guard bytes.count <= Self.maximumBytes, bytes.count > SHA256.byteCount,
            Array(SHA256.hash(data: bytes.dropLast(SHA256.byteCount))) == Array(bytes.suffix(SHA256.byteCount))
        else { throw Self.damaged }
        do throws(WireError) {
            var reader = ByteReader(bytes.dropLast(SHA256.byteCount))
            guard try reader.string(atMost: 64) == Self.label else { throw .invalid("another label") }
            root = try reader.fixed(32)
            head = try reader.optional { reader throws(WireError) in try reader.value() }
            latestTime = try reader.u64()
            chain = try reader.value()
            alarms = try reader.array(atMost: Self.maximumAlarms) { reader throws(WireError) in try reader.value() }
            try reader.finish()
        } catch {
            throw Self.damaged
        }
        guard chain.head == head else { throw Self.damaged }
    }

    /// The bytes to keep; the last 32 are a SHA-256 digest of the others.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.string(Self.label)
        writer.fixed(root)
        writer.optional(head) { $0.value($1) }
        writer.u64(latestTime)
        writer.value(chain)
        writer.array(alarms) { $0.value($1) }
        return writer.bytes + Array(SHA256.hash(data: writer.bytes))
    }

    static let damaged = ReleaseRefusal(.memoryDamaged, "what is remembered of releases is damaged, and is not used")
    private static let label = "cloister/release-memory/v1"
}
