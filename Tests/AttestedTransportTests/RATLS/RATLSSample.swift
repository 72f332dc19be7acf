import Attestation
import Crypto
import Foundation
import SwiftASN1
import Testing
import Wire
import X509

@testable import AttestedTransport
@testable import RATLS

/// Certificates with evidence, right and wrong in every part.
struct RATLSSample {
    static let time: UInt64 = 1_800_000_000

    var enclave = FakeEnclave()
    var key = AttestedTransport.CertificateKey.p256(P256.Signing.PrivateKey())
    /// Who signs; nil for the key itself.
    var signer: AttestedTransport.CertificateKey?
    var issuer: String?
    var subject = "test"
    var from: UInt64 = time - 10
    var to: UInt64 = time + 10
    /// Beside those with evidence.
    var extensions: [Certificate.Extension] = []

    /// What a certificate of this sample is held against.
    var expectation: RATLSCertificate.Expectation { .init(handshakeKey: key.publicKeyInfo, time: Self.time) }

    func certificate(_ evidence: [Certificate.Extension]) throws -> [UInt8] {
        let names = (
            subject: try DistinguishedName { CommonName(subject) }, issuer: try DistinguishedName { CommonName(issuer ?? subject) }
        )
        let certificate = try Certificate(
            version: .v3, serialNumber: 1, publicKey: key.publicKey, notValidBefore: Date(timeIntervalSince1970: Double(from)),
            notValidAfter: Date(timeIntervalSince1970: Double(to)), issuer: names.issuer, subject: names.subject,
            signatureAlgorithm: (signer ?? key).signatureAlgorithm, extensions: Certificate.Extensions(extensions + evidence),
            issuerPrivateKey: (signer ?? key).privateKey)
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }

    /// The tagged extension over claims, by default those of the key.
    func tagged(claims: [UInt8]? = nil, quote: [UInt8]? = nil, value: [UInt8]? = nil, critical: Bool = false) throws
        -> Certificate.Extension
    {
        let claims = claims ?? RATLSClaims(key: key.publicKeyInfo).encoded
        let quote = try quote ?? enclave.quote(Self.padded(SHA256.hash(data: claims)))
        let value = value ?? CBOR.tag(60_000, .array([.bytes(quote), .bytes(claims)])).encoded
        return Certificate.Extension(oid: RATLSExtension.tagged, critical: critical, value: value[...])
    }

    /// An older extension over the key.
    func older(
        _ name: ASN1ObjectIdentifier = RATLSExtension.older, quote: [UInt8]? = nil, critical: Bool = false
    ) throws -> Certificate.Extension {
        let quote = try quote ?? enclave.quote(Self.padded(SHA256.hash(data: key.publicKeyInfo)))
        return Certificate.Extension(oid: name, critical: critical, value: quote[...])
    }

    static func padded(_ digest: some Sequence<UInt8>) -> [UInt8] { Array(digest) + [UInt8](repeating: 0, count: 32) }

    /// Why the certificate is refused; nil if it is read.
    func refusal(
        _ evidence: [Certificate.Extension]? = nil, expecting change: (inout RATLSCertificate.Expectation) -> Void = { _ in }
    ) throws -> RATLSRefusal? {
        let bytes = try certificate(evidence ?? [tagged()])
        var expected = expectation
        change(&expected)
        return Self.refusal([bytes], expected)
    }

    static func refusal(_ chain: [[UInt8]], _ expected: RATLSCertificate.Expectation) -> RATLSRefusal? {
        do throws(RATLSRefusal) {
            _ = try RATLSCertificate(chain: chain, expecting: expected)
            return nil
        } catch { return error }
    }

    /// The same sample with something changed.
    func with(_ change: (inout RATLSSample) throws -> Void) rethrows -> RATLSSample {
        var sample = self
        try change(&sample)
        return sample
    }
}
