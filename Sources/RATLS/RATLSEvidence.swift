package import Attestation
import Crypto
import Wire

/// Evidence as it stands in one extension of a certificate, bound to the certificate's key as far as that shows without a verifier.
package struct RATLSEvidence: Sendable {
    /// The CBOR tag for SGX and TDX quotes, which Cloister's own evidence travels under too.
    static let tag: UInt64 = 60_000
    static let limits = CBORLimits(length: Evidence.maximumLength + RATLSClaims.limits.length + 32, items: 4, depth: 2)

    package let evidence: Evidence
    /// What the evidence must cover.
    let reportData: ReportData
    /// None in the older extension.
    let claims: RATLSClaims?

    /// The tagged extension's value: tag 60000, an array of evidence and claims.
    package static func tagged(_ evidence: Evidence, _ claims: RATLSClaims) -> [UInt8] {
        CBOR.tag(tag, .array([.bytes(evidence.bytes), .bytes(claims.encoded)])).encoded
    }

    /// The report data for claims: SHA-256 over their bytes as sent, then 32 zero bytes.
    package static func reportData(over bytes: [UInt8]) throws(RATLSRefusal) -> ReportData {
        do throws(AttestationError) {
            return try ReportData(Array(SHA256.hash(data: bytes)) + [UInt8](repeating: 0, count: ReportData.length - SHA256.byteCount))
        } catch { throw .malformedEvidence(error.message) }
    }

    /// Reads the tagged extension.
    package init(tagged value: [UInt8], key: [UInt8], nonce: [UInt8]?) throws(RATLSRefusal) {
        let item = try CBOR.read(value, within: Self.limits)
        guard let parts = item.content(ofTag: Self.tag)?.items else { throw Self.refusal(of: item) }
        guard parts.count == 2, let quote = parts[0].byteString, let claimBytes = parts[1].byteString else {
            throw .unexpectedShape("it is not an array of two byte strings")
        }
        let claims = try RATLSClaims(claimBytes)
        guard claims.cover(key: key) else { throw .otherKeyInClaims }
        if let nonce, claims.nonce != nonce { throw .otherNonce }
        try self.init(quote, reportData: Self.reportData(over: claimBytes), claims: claims)
    }

    /// Reads the older extension: a raw quote over the key itself.
    init(older value: [UInt8], key: [UInt8]) throws(RATLSRefusal) {
        try self.init(value, reportData: Self.reportData(over: key), claims: nil)
        guard quote != nil else { throw .unknownEvidence }
    }

    private init(_ bytes: [UInt8], reportData: ReportData, claims: RATLSClaims?) throws(RATLSRefusal) {
        guard let platform = EvidenceFormat.platform(of: bytes) else { throw Self.refusal(of: EvidenceFormat(recognising: bytes)) }
        do throws(AttestationError) {
            evidence = try Evidence(platform: platform, bytes: bytes)
            quote = platform.isSimulation ? nil : try ParsedQuote(evidence)
        } catch { throw .malformedEvidence(error.message) }
        if let quote, quote.reportData != reportData { throw .reportDataMismatch }
        self.reportData = reportData
        self.claims = claims
    }

    /// Why an item is not evidence under the one tag that is read: other tags have other forms, and the record form of wrappers has none here.
    private static func refusal(of item: CBOR) -> RATLSRefusal {
        switch item {
        case .tag(let other, _) where other != tag: .uncarriedEvidence("it is under the CBOR tag \(other), of which the form is not known")
        case .array: .uncarriedEvidence("it is in a wrapper's record form, for which no type of evidence is registered")
        default: .unexpectedShape("it is no array under the tag \(tag)")
        }
    }

    /// Why bytes are no evidence that certificates carry: no tag is registered for these platforms.
    private static func refusal(of format: EvidenceFormat) -> RATLSRefusal {
        switch format {
        case .nitroDocument, .azureSNP, .azureTDX, .tpmQuote: .uncarriedEvidence("no CBOR tag is registered for \(format)")
        default: .unknownEvidence
        }
    }

    /// The evidence as a quote; nil for the software TEE's, whose report data only its verifier reads.
    private let quote: ParsedQuote?

    /// Whether both speak of one node. Report data always differs between the two kinds of extension, as one covers claims and the other a key.
    func isOfSameNode(as other: RATLSEvidence) -> Bool {
        guard let quote, let otherQuote = other.quote else { return false }
        return quote.isOfSameNode(as: otherQuote)
    }
}
