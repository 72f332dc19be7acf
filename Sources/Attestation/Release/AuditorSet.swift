public import Wire

/// Who signs releases: a version, the auditors' keys, how many must sign, and how many of them are assumed bad.
///
/// Two quorums share an honest auditor: 2k − n > f, or there is no such value.
public struct AuditorSet: Hashable, Sendable {
    /// The most auditors.
    public static let maximumAuditors = 32
    /// The longest text, in bytes.
    public static let maximumBytes = 16 << 10

    /// The chain of releases that they sign: a schema-less URL such as `cloister.example/releases`.
    public let origin: String
    /// The set's number; the first is 1.
    public let version: UInt32
    /// How many distinct auditors must sign.
    public let threshold: Int
    /// How many are assumed to be bad.
    public let assumedBad: Int
    /// The auditors' keys, ascending by their text; no public key occurs twice.
    public let keys: [NoteKey]

    /// A set; throws `setTooWeak` if two quorums need not share an honest auditor, and `malformed` for anything else that it cannot be.
    public init(
        origin: String, version: UInt32 = 1, threshold: Int, assumedBad: Int, keys: [NoteKey]
    ) throws(ReleaseRefusal) {
        guard ReleaseText.isName(origin) else {
            throw ReleaseRefusal(.malformed, "an origin of releases is 1 to 128 printable ASCII characters without spaces and +")
        }
        guard version >= 1 else { throw ReleaseRefusal(.malformed, "the first auditor set is number 1") }
        guard (1...Self.maximumAuditors).contains(keys.count) else {
            throw ReleaseRefusal(.malformed, "an auditor set has 1 to \(Self.maximumAuditors) auditors")
        }
        guard keys.allSatisfy({ ReleaseText.isName($0.name) }) else {
            throw ReleaseRefusal(.malformed, "an auditor's name is 1 to 128 printable ASCII characters without spaces and +")
        }
        guard Set(keys.map(\.publicKey)).count == keys.count else {
            throw ReleaseRefusal(.malformed, "an auditor set lists one public key twice")
        }
        guard (1...keys.count).contains(threshold), (0..<keys.count).contains(assumedBad) else {
            throw ReleaseRefusal(
                .malformed, "an auditor set's threshold is 1 to the number of auditors, and fewer than all are assumed bad")
        }
        guard 2 * threshold - keys.count > assumedBad else {
            throw ReleaseRefusal(
                .setTooWeak,
                "two quorums of \(threshold) among \(keys.count) auditors need not share an honest one if \(assumedBad) are bad: "
                    + "2k − n must exceed f")
        }
        self.origin = origin
        self.version = version
        self.threshold = threshold
        self.assumedBad = assumedBad
        self.keys = keys.sorted { $0.description.utf8.lexicographicallyPrecedes($1.description.utf8) }
    }

    /// Reads the text form, which has one spelling.
    public init(text: String) throws(ReleaseRefusal) {
        var lines = try ReleaseLines(text, atMost: Self.maximumBytes, of: "the auditor set")
        try lines.exactly(Self.format)
        let origin = String(try lines.value(of: "origin"))
        guard let version = UInt32(exactly: try lines.number("set")), let threshold = Int(exactly: try lines.number("threshold")),
            let assumedBad = Int(exactly: try lines.number("assumed-bad"))
        else { throw lines.refusal("has a number that is too large") }
        var keys: [NoteKey] = []
        for value in try lines.values(of: "auditor", atMost: Self.maximumAuditors) {
            guard let key = try? NoteKey(verifierKey: String(value)) else { throw lines.refusal("has an auditor that is no key") }
            keys.append(key)
        }
        try lines.finish()
        try self.init(origin: origin, version: version, threshold: threshold, assumedBad: assumedBad, keys: keys)
    }

    /// The text form; its digest names the set.
    public var text: String {
        "\(Self.format)\norigin \(origin)\nset \(version)\nthreshold \(threshold)\nassumed-bad \(assumedBad)\n"
            + keys.map { "auditor \($0)\n" }.joined()
    }

    /// SHA-256 of the text.
    public var digest: [UInt8] { ReleaseText.digest(text) }

    /// Whether a strict profile takes the set: no single auditor decides.
    public var isStrict: Bool { threshold >= 2 }

    static let format = "cloister/auditor-set/v1"
}
