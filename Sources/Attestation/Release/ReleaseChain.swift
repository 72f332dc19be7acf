public import Wire

/// Notes in the order of the chain, as peers exchange them: changes of auditors and manifests, the last a manifest.
public struct ReleaseChain: Hashable, Sendable, WireCodable {
    /// The most notes.
    public static let maximumSteps = 256
    /// The most bytes of all notes together.
    public static let maximumBytes = 1 << 20

    /// The notes; may be empty.
    public let steps: [ReleaseStep]

    /// A chain of these notes; throws `malformed` if they are too many or too long.
    public init(_ steps: [ReleaseStep]) throws(ReleaseRefusal) {
        guard steps.count <= Self.maximumSteps, Self.length(of: steps) <= Self.maximumBytes else {
            throw ReleaseRefusal(.malformed, "a chain of releases has at most \(Self.maximumSteps) notes of \(Self.maximumBytes) bytes")
        }
        self.steps = steps
    }

    /// No notes.
    public static let empty = ReleaseChain()
    private init() { steps = [] }

    /// Reads what `encode(into:)` wrote, or one note alone.
    public init(bytes: [UInt8]) throws(ReleaseRefusal) {
        guard bytes.starts(with: Self.header) else {
            try self.init([ReleaseStep(bytes)])
            return
        }
        do throws(WireError) {
            self = try Self(wireBytes: bytes)
        } catch {
            throw ReleaseRefusal(.malformed, "the chain of releases is malformed: \(error)")
        }
    }

    public func encode(into writer: inout ByteWriter) {
        writer.fixed(Self.header)
        writer.array(steps) { $0.variable($1.note.bytes) }
    }

    public init(from reader: inout ByteReader) throws(WireError) {
        guard try reader.fixed(Self.header.count) == Self.header else { throw .invalid("something else than a chain of releases") }
        var room = Self.maximumBytes
        let steps = try reader.array(atMost: Self.maximumSteps) { reader throws(WireError) in
            let bytes = try reader.variable(atMost: min(room, SignedNote.maximumBytes))
            room -= bytes.count
            return try Self.step(bytes)
        }
        self.steps = steps
    }

    /// Where the last manifest is; nil if there is none.
    public var head: ReleaseHead? { steps.last { $0.manifest != nil }?.manifest?.head }

    static func length(of steps: some Sequence<ReleaseStep>) -> Int { steps.reduce(0) { $0 + $1.length } }

    private static func step(_ bytes: [UInt8]) throws(WireError) -> ReleaseStep {
        do throws(ReleaseRefusal) {
            return try ReleaseStep(bytes)
        } catch {
            throw .invalid("a note that is no release: \(error.message)")
        }
    }

    private static let header: [UInt8] = {
        var writer = ByteWriter()
        writer.string("cloister/release-chain/v1")
        return writer.bytes
    }()
}
