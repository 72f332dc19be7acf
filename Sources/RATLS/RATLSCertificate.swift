public import Attestation
import Crypto
import X509

/// A self-signed TLS certificate with evidence, read and bound: handshake, key, claims and quote belong together (docs/spec/ra-tls.md).
///
/// That says nothing about whether the evidence is any good: ``appraise(by:as:at:)`` does. And even then such a certificate proves neither that
/// the evidence is fresh nor that the connection ends where it was made. Cloister relies on its session and never on this.
public struct RATLSCertificate: Sendable {
    /// The longest certificate in DER.
    public static let maximumLength = 73_728

    /// What a certificate is held against.
    public struct Expectation: Sendable {
        /// The DER SubjectPublicKeyInfo of the key that the TLS handshake proved.
        public var handshakeKey: [UInt8]
        /// Seconds since 1970.
        public var time: UInt64
        /// The host that was asked for. A certificate that names hosts must name it.
        public var host: String?
        /// The nonce that was sent, if one was.
        public var nonce: [UInt8]?

        /// What is known of the connection.
        public init(handshakeKey: [UInt8], time: UInt64, host: String? = nil, nonce: [UInt8]? = nil) {
            self.handshakeKey = handshakeKey
            self.time = time
            self.host = host
            self.nonce = nonce
        }
    }

    /// Where the evidence stood.
    public enum Form: Hashable, Sendable {
        /// Under the DICE identifier, with claims.
        case tagged
        /// Under the older identifier, raw.
        case older
    }

    /// SHA-256 of the certificate's DER SubjectPublicKeyInfo.
    public let keyDigest: [UInt8]
    /// Where the evidence stood.
    public let form: Form
    /// The evidence.
    public let evidence: Evidence
    /// What the evidence must cover.
    public let reportData: ReportData
    /// The nonce among the claims.
    public let nonce: [UInt8]?

    /// Reads what a peer showed, leaf first, each in DER.
    public init(chain: [[UInt8]], expecting expected: Expectation) throws(RATLSRefusal) {
        guard chain.count == 1 else { throw .chainLength(chain.count) }
        guard chain[0].count <= Self.maximumLength else { throw .tooLong }
        let leaf = try LeafCertificate(chain[0])
        guard leaf.publicKeyInfo == expected.handshakeKey else { throw .otherHandshakeKey }
        guard leaf.isSelfSigned else { throw .notSelfSigned }
        guard let time = Int64(exactly: expected.time), leaf.validity.contains(time) else { throw .outsideValidity }
        try LeafRules.check(leaf.extensions, host: expected.host)
        let (evidence, form) = try Self.evidence(in: leaf, nonce: expected.nonce)
        keyDigest = Array(SHA256.hash(data: leaf.publicKeyInfo))
        self.form = form
        self.evidence = evidence.evidence
        reportData = evidence.reportData
        nonce = evidence.claims?.nonce
    }

    /// Holds the evidence against a policy. Only what is attested here has a meaning, and only that of a past moment.
    public func appraise(by appraiser: Appraiser, as role: NodeRole, at time: UInt64) -> Appraisal {
        appraiser.appraise(evidence, reportData: reportData, role: role, at: time)
    }

    /// All evidence in the certificate must bind and be of one node; the tagged one counts, and there is no falling back from it.
    private static func evidence(in leaf: LeafCertificate, nonce: [UInt8]?) throws(RATLSRefusal) -> (RATLSEvidence, Form) {
        var found: [(RATLSEvidence, Form)] = []
        if let tagged = leaf.extensions[oid: RATLSExtension.tagged] {
            found.append((try RATLSEvidence(tagged: Array(tagged.value), key: leaf.publicKeyInfo, nonce: nonce), .tagged))
        }
        for name in [RATLSExtension.older, RATLSExtension.olderOfGramine] {
            guard let older = leaf.extensions[oid: name] else { continue }
            found.append((try RATLSEvidence(older: Array(older.value), key: leaf.publicKeyInfo), .older))
        }
        guard let first = found.first else { throw .noEvidence }
        if first.1 == .older, nonce != nil { throw .otherNonce }
        guard found.dropFirst().allSatisfy({ $0.0.isOfSameNode(as: first.0) }) else { throw .conflictingEvidence }
        return first
    }
}
