import Attestation
public import Wire

/// Why a certificate with evidence is not accepted, or not even looked at further. A policy's *no* to its evidence is no refusal but an appraisal.
public enum RATLSRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another number of certificates than one.
    case chainLength(Int)
    /// A certificate of more bytes than the limit.
    case tooLong
    /// Bytes that are no X.509 certificate of version 3 in DER.
    case malformed(String)
    /// A certificate that may sign others.
    case authority
    /// A key that is not on P-256 or P-384.
    case unsupportedKey
    /// A certificate that its own key did not sign.
    case notSelfSigned
    /// A time outside the certificate's own.
    case outsideValidity
    /// A certificate that is not of the key that the handshake proved.
    case otherHandshakeKey
    /// Evidence in an extension that is marked critical.
    case criticalEvidence
    /// A critical extension that is not understood.
    case unknownCriticalExtension(String)
    /// A key that is not for signing in TLS.
    case otherUsage
    /// A certificate for other hosts.
    case otherName
    /// No evidence in any extension.
    case noEvidence
    /// Evidence or claims that are not strict CBOR.
    case invalidCBOR(CBORError)
    /// CBOR of another shape.
    case unexpectedShape(String)
    /// Claims without the hash of a key.
    case noKeyHash
    /// A hash of another kind than SHA-256, SHA-384 and SHA-512.
    case unsupportedHash
    /// Claims about another key.
    case otherKeyInClaims
    /// Claims without the nonce that was asked for, or with another.
    case otherNonce
    /// Evidence of no platform that is known.
    case unknownEvidence
    /// Evidence for which no form in certificates is defined, or known here.
    case uncarriedEvidence(String)
    /// Evidence that is not of its platform's format.
    case malformedEvidence(String)
    /// A quote over other claims or another key.
    case reportDataMismatch
    /// Two extensions with evidence of different nodes.
    case conflictingEvidence

    /// One sentence for people.
    public var description: String {
        switch self {
        case .chainLength(let count): "there are \(count) certificates where there must be one"
        case .tooLong: "the certificate is longer than its limit"
        case .malformed(let what): "the certificate is malformed: \(what)"
        case .authority: "the certificate may sign others"
        case .unsupportedKey: "the certificate's key is not on P-256 or P-384"
        case .notSelfSigned: "the certificate is not signed by its own key"
        case .outsideValidity: "the certificate is not valid at this time"
        case .otherHandshakeKey: "the handshake was made with another key than the certificate's"
        case .criticalEvidence: "the extension with the evidence is marked critical"
        case .unknownCriticalExtension(let name): "the certificate has the critical extension \(name), which is not understood"
        case .otherUsage: "the certificate's key is not for TLS"
        case .otherName: "the certificate is for other hosts"
        case .noEvidence: "the certificate carries no evidence"
        case .invalidCBOR(let error): "the evidence is not strict CBOR: \(error)"
        case .unexpectedShape(let what): "the evidence has another shape: \(what)"
        case .noKeyHash: "the claims have no pubkey-hash"
        case .unsupportedHash: "the claims use a hash that is not accepted"
        case .otherKeyInClaims: "the claims are about another key"
        case .otherNonce: "the claims do not have the nonce that was asked for"
        case .unknownEvidence: "the evidence is of no known platform"
        case .uncarriedEvidence(let what): "certificates do not carry this evidence: \(what)"
        case .malformedEvidence(let what): "the evidence is malformed: \(what)"
        case .reportDataMismatch: "the evidence was made for other claims or another key"
        case .conflictingEvidence: "two extensions carry evidence of different nodes"
        }
    }
}
