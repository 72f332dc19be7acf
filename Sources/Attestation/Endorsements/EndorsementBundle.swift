import Wire

/// Evidence together with the endorsements that its verification needs, so that a client verifies offline (docs/spec/endorsements.md).
///
/// It says nothing by itself: everything in it is verified as if it had come from anywhere.
public struct EndorsementBundle: Hashable, Sendable {
    /// What every bundle begins with.
    public static let magic = Array("CLOISTEB".utf8)
    /// The one version.
    public static let version = 1
    /// The longest bundle: it travels where evidence travels.
    public static let maximumLength = Evidence.maximumLength
    /// The most certificates, revocation lists, documents or event logs, each.
    public static let maximumEntries = 32

    /// What the platform signed; never a bundle itself.
    public let evidence: Evidence
    /// What vendors signed about the machine.
    public let endorsements: Endorsements

    /// A bundle; throws `malformed` if it holds a bundle or too many endorsements, `tooLarge` if it is longer than evidence may be.
    public init(evidence: Evidence, endorsements: Endorsements) throws(AttestationError) {
        guard !evidence.bytes.starts(with: Self.magic) else { throw Self.nested }
        let counts = [
            endorsements.certificates.count, endorsements.revocationLists.count, endorsements.documents.count, endorsements.eventLogs.count,
        ]
        guard counts.allSatisfy({ $0 <= Self.maximumEntries }) else { throw Self.tooMany }
        self.evidence = evidence
        self.endorsements = endorsements
        guard encoded.count <= Self.maximumLength else {
            throw AttestationError(.tooLarge, "evidence and endorsements together may be at most \(Self.maximumLength) bytes long")
        }
    }

    /// The one encoding: the magic, and a CBOR map with sorted keys.
    public var encoded: [UInt8] {
        let documents = endorsements.documents.map { document in
            CBOR.array([.text(document.kind.rawValue), .bytes(document.bytes), .bytes(document.signature)])
        }
        let values: [CBOR] = [
            .unsigned(UInt64(Self.version)), .text(evidence.platform.description), .bytes(evidence.bytes),
            .array(endorsements.certificates.map(CBOR.bytes)), .array(endorsements.revocationLists.map(CBOR.bytes)),
            .array(documents), .array(endorsements.eventLogs.map(CBOR.bytes)),
        ]
        let pairs = values.enumerated().map { CBORMap.Pair(key: .unsigned(UInt64($0.offset)), value: $0.element) }
        return Self.magic + CBOR.map(CBORMap(distinct: pairs)).encoded
    }

    static var nested: AttestationError { malformed("a bundle within a bundle") }
    static var tooMany: AttestationError { malformed("more than \(maximumEntries) endorsements of a kind") }

    static func malformed(_ what: String) -> AttestationError {
        AttestationError(refusing: .malformed, "the bundle cannot be read: \(what)")
    }
}
