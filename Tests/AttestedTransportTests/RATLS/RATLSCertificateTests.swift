import Attestation
import Crypto
import SwiftASN1
import Testing
import X509

@testable import AttestedTransport
@testable import RATLS

@Suite struct RATLSCertificateTests {
    private let sample = RATLSSample()

    @Test(arguments: [RATLSDraft.Curve.p256, .p384])
    func `What we produce is accepted, and attested under a policy that trusts the platform`(curve: RATLSDraft.Curve) async throws {
        let enclave = FakeEnclave()
        let draft = try RATLSDraft(curve: curve, hosts: ["node.test", "127.0.0.1", "::1"], nonce: [1, 2, 3], at: RATLSSample.time)
        let bytes = try draft.certificate(with: await enclave.evidence(for: draft.reportData))
        var expected = RATLSCertificate.Expectation(handshakeKey: draft.certificate.key.publicKeyInfo, time: RATLSSample.time)
        for host in ["node.test", "NODE.test", "127.0.0.1", "::1", "0:0:0:0:0:0:0:1"] {
            expected.host = host
            expected.nonce = [1, 2, 3]
            let certificate = try RATLSCertificate(chain: [bytes], expecting: expected)
            #expect(certificate.form == .tagged && certificate.nonce == [1, 2, 3] && certificate.reportData == draft.reportData)
            #expect(certificate.keyDigest == Array(SHA256.hash(data: expected.handshakeKey)))
            let appraisal = certificate.appraise(by: try enclave.appraiser(), as: .control, at: RATLSSample.time)
            #expect(appraisal.attested?.platform == .sgx)
            #expect(certificate.appraise(by: try enclave.appraiser(), as: .executor, at: RATLSSample.time).attested == nil)
            #expect(certificate.appraise(by: try FakeEnclave().appraiser(), as: .control, at: RATLSSample.time).attested == nil)
        }
    }

    @Test func `Both encodings of the older extension are accepted, alone, together, and beside the tagged one`() throws {
        #expect(try sample.refusal([sample.older()]) == nil)
        #expect(try sample.refusal([sample.older(RATLSExtension.olderOfGramine)]) == nil)
        #expect(try sample.refusal([sample.older(), sample.older(RATLSExtension.olderOfGramine)]) == nil)
        let all = try sample.certificate([sample.older(), sample.older(RATLSExtension.olderOfGramine), sample.tagged()])
        #expect(try RATLSCertificate(chain: [all], expecting: sample.expectation).form == .tagged)
        let older = try sample.certificate([sample.older(RATLSExtension.olderOfGramine)])
        #expect(try RATLSCertificate(chain: [older], expecting: sample.expectation).form == .older)
    }

    @Test func `The older extension's two identifiers have the bytes that others write`() throws {
        var serializer = DER.Serializer()
        try serializer.serialize(RATLSExtension.older)
        try serializer.serialize(RATLSExtension.olderOfGramine)
        try serializer.serialize(RATLSExtension.tagged)
        #expect(serializer.serializedBytes.hex == "06092a864886f84d8a3906" + "060b06092a864886f84d8a3906" + "0606678105050409")
    }

    @Test func `[18] A handshake with another key than the certificate's is refused`() throws {
        let other = CertificateKey.p256(P256.Signing.PrivateKey())
        #expect(try sample.refusal { $0.handshakeKey = other.publicKeyInfo } == .otherHandshakeKey)
        #expect(try sample.refusal { $0.handshakeKey = [] } == .otherHandshakeKey)
    }

    @Test func `[19] Evidence about another key, or a key of another kind, is refused`() throws {
        let other = RATLSClaims(key: CertificateKey.p256(P256.Signing.PrivateKey()).publicKeyInfo).encoded
        #expect(try sample.refusal([sample.tagged(claims: other)]) == .otherKeyInClaims)
        let big = sample.with { $0.key = .p384(P384.Signing.PrivateKey()) }
        #expect(try big.refusal([big.tagged(claims: sample.ownClaims)]) == .otherKeyInClaims)
        #expect(try big.refusal([big.older(quote: sample.enclave.quote(sample.keyData))]) == .reportDataMismatch)
        #expect(try sample.refusal([sample.older(quote: sample.enclave.quote(big.keyData))]) == .reportDataMismatch)
    }

    @Test(arguments: [0, 31, 32, 63])
    func `[13] Report data is compared over all 64 bytes`(index: Int) throws {
        for (right, evidence) in [
            (RATLSSample.padded(SHA256.hash(data: sample.ownClaims)), { try sample.tagged(quote: $0) }),
            (sample.keyData, { try sample.older(quote: $0) }),
        ] as [([UInt8], ([UInt8]) throws -> Certificate.Extension)] {
            #expect(try sample.refusal([evidence(sample.enclave.quote(right))]) == nil)
            var wrong = right
            wrong[index] ^= 1
            #expect(try sample.refusal([evidence(sample.enclave.quote(wrong))]) == .reportDataMismatch)
        }
    }

    @Test func `[13] Neither the key's own hash nor zeros serve as report data of the tagged extension`() throws {
        #expect(try sample.refusal([sample.tagged(quote: sample.enclave.quote(sample.keyData))]) == .reportDataMismatch)
        #expect(try sample.refusal([sample.tagged(quote: sample.enclave.quote(.init(repeating: 0, count: 64)))]) == .reportDataMismatch)
        let claimData = RATLSSample.padded(SHA256.hash(data: sample.ownClaims))
        #expect(try sample.refusal([sample.older(quote: sample.enclave.quote(claimData))]) == .reportDataMismatch)
    }

    @Test func `[21] Two extensions with evidence of different nodes are refused`() throws {
        let other = sample.with { $0.enclave.measurement = 0x12 }
        let debug = sample.with { $0.enclave.flags |= 2 }
        for stranger in [other, debug] {
            #expect(try sample.refusal([sample.tagged(), stranger.older()]) == .conflictingEvidence)
            #expect(try sample.refusal([stranger.older(RATLSExtension.olderOfGramine), sample.tagged()]) == .conflictingEvidence)
            #expect(
                try sample.refusal([sample.older(), stranger.older(RATLSExtension.olderOfGramine)]) == .conflictingEvidence)
        }
    }

    @Test func `[21] A second extension must bind by itself, and a bad tagged one falls back to nothing`() throws {
        let wrong = sample.enclave
        let quote = try wrong.quote(.init(repeating: 9, count: 64))
        #expect(try sample.refusal([sample.tagged(), sample.older(quote: quote)]) == .reportDataMismatch)
        #expect(try sample.refusal([sample.tagged(quote: quote), sample.older()]) == .reportDataMismatch)
        #expect(try sample.refusal([sample.tagged(value: [0xf6]), sample.older()]) != nil)
        #expect(try sample.refusal([sample.tagged(), sample.older(quote: [1, 2, 3])]) == .unknownEvidence)
    }

    @Test func `[21] The extension's bytes inside another extension or a name are not evidence`() throws {
        var serializer = DER.Serializer()
        try serializer.serialize(sample.tagged())
        let hidden = Certificate.Extension(oid: [1, 3, 6, 1, 4, 1, 99999, 1], critical: false, value: serializer.serializedBytes[...])
        #expect(try sample.refusal([hidden]) == .noEvidence)
        let comment = Certificate.Extension(oid: [2, 23, 133, 5, 4, 9, 1], critical: false, value: try sample.tagged().value)
        #expect(try sample.refusal([comment]) == .noEvidence)
        let name = sample.with { $0.subject = String(decoding: [6, 6, 0x67, 0x01, 5, 5, 4, 9, 4, 2, 0x30, 0], as: UTF8.self) }
        #expect(try name.refusal([]) == .noEvidence)
        #expect(try name.refusal() == nil)
    }

    @Test func `[25] A certificate without evidence is refused`() throws {
        #expect(try sample.refusal([]) == .noEvidence)
    }

    @Test func `[22] Evidence in a critical extension is refused, and so is a critical extension that nobody knows`() throws {
        #expect(try sample.refusal([sample.tagged(critical: true)]) == .criticalEvidence)
        #expect(try sample.refusal([sample.tagged(), sample.older(critical: true)]) == .criticalEvidence)
        let strange = Certificate.Extension(oid: [1, 3, 6, 1, 4, 1, 99999, 2], critical: true, value: [5, 0])
        #expect(try sample.with { $0.extensions = [strange] }.refusal() == .unknownCriticalExtension("1.3.6.1.4.1.99999.2"))
        var harmless = strange
        harmless.critical = false
        #expect(try sample.with { $0.extensions = [harmless] }.refusal() == nil)
    }

    @Test func `[24] A chain of any other length than one is refused`() throws {
        let bytes = try sample.certificate([sample.tagged()])
        #expect(RATLSSample.refusal([bytes], sample.expectation) == nil)
        #expect(RATLSSample.refusal([], sample.expectation) == .chainLength(0))
        #expect(RATLSSample.refusal([bytes, bytes], sample.expectation) == .chainLength(2))
        #expect(RATLSSample.refusal([bytes, []], sample.expectation) == .chainLength(2))
    }

    @Test func `[24] A certificate that may sign others is refused`() throws {
        let authority = try Certificate.Extension(BasicConstraints.isCertificateAuthority(maxPathLength: nil), critical: true)
        let signing = try Certificate.Extension(KeyUsage(digitalSignature: true, keyCertSign: true), critical: true)
        for entry in [authority, signing] { #expect(try sample.with { $0.extensions = [entry] }.refusal() == .authority) }
    }

    @Test func `A key that is not for TLS is refused`() throws {
        let wrong = [
            try Certificate.Extension(KeyUsage(keyAgreement: true), critical: true),
            try Certificate.Extension(ExtendedKeyUsage([.codeSigning]), critical: false),
        ]
        for entry in wrong { #expect(try sample.with { $0.extensions = [entry] }.refusal() == .otherUsage) }
        let right = try Certificate.Extension(ExtendedKeyUsage([.codeSigning, .clientAuth]), critical: true)
        #expect(try sample.with { $0.extensions = [right] }.refusal() == nil)
    }

    @Test func `[24] A certificate for other hosts is refused`() throws {
        let named = try sample.with {
            $0.extensions = [
                try Certificate.Extension(
                    SubjectAlternativeNames([.dnsName("a.test"), .dnsName("k.test"), .dnsName("*.b.test")]), critical: false)
            ]
        }
        #expect(try named.refusal { $0.host = "a.test" } == nil && named.refusal() == nil)
        for host in ["b.test", "x.b.test", "*.b.test", "aa.test", "a.test.", "127.0.0.1", "\u{212a}.test", ""] {
            #expect(try named.refusal { $0.host = host } == .otherName, "\(host)")
        }
        #expect(try sample.refusal { $0.host = "anything" } == nil, "one that names no host is for any")
    }

    @Test func `A certificate that its own key did not sign is refused`() throws {
        let other = CertificateKey.p256(P256.Signing.PrivateKey())
        #expect(try sample.with { $0.signer = other }.refusal() == .notSelfSigned)
        #expect(try sample.with { $0.issuer = "authority" }.refusal() == .notSelfSigned)
    }

    @Test func `[6] A certificate counts from its first second to its last`() throws {
        for (time, wanted) in [(0, false), (99, false), (100, true), (200, true), (201, false), (UInt64.max, false)] as [(UInt64, Bool)] {
            let limited = sample.with {
                $0.from = 100
                $0.to = 200
            }
            #expect(try limited.refusal { $0.time = time } == (wanted ? nil : .outsideValidity), "\(time)")
        }
        let far = sample.with { $0.to = 4_102_444_799 }
        #expect(try far.refusal { $0.time = 4_102_444_799 } == nil)
        let farther = sample.with { $0.to = 4_102_444_800 }
        #expect(try farther.refusal { $0.time = 4_102_444_800 } == nil, "2050, and so in the other form of time")
    }

    @Test func `A wrong nonce is refused, and so is none where one was asked for`() throws {
        let claims = RATLSClaims(key: sample.key.publicKeyInfo, nonce: [1, 2]).encoded
        #expect(try sample.refusal([sample.tagged(claims: claims)]) { $0.nonce = [1, 2] } == nil)
        for nonce in [[], [1], [1, 2, 0], [2, 1]] as [[UInt8]] {
            #expect(try sample.refusal([sample.tagged(claims: claims)]) { $0.nonce = nonce } == .otherNonce)
        }
        #expect(try sample.refusal { $0.nonce = [1] } == .otherNonce)
        #expect(try sample.refusal([sample.older()]) { $0.nonce = [1] } == .otherNonce)
    }

    @Test func `[3] A debug enclave binds like any other, and the policy refuses it`() throws {
        let debug = sample.with { $0.enclave.flags |= 2 }
        let certificate = try RATLSCertificate(chain: [debug.certificate([debug.tagged()])], expecting: debug.expectation)
        let appraisal = certificate.appraise(by: try debug.enclave.appraiser(), as: .control, at: RATLSSample.time)
        #expect(appraisal.failures.map(\.code) == [.debugEnabled])
    }

    @Test func `[11] Evidence of no known platform, and quotes that are none, are refused`() throws {
        #expect(try sample.refusal([sample.tagged(quote: [UInt8](repeating: 1, count: 300))]) == .unknownEvidence)
        let cut = try Array(sample.enclave.quote(RATLSSample.padded(SHA256.hash(data: sample.ownClaims))).dropLast())
        guard case .malformedEvidence? = try sample.refusal([sample.tagged(quote: cut)]) else {
            Issue.record("a quote that is cut short was read")
            return
        }
    }

    @Test(arguments: [0, 1, 86_400, 253_370_764_799] as [UInt64])
    func `A certificate is made at any time that one can name`(time: UInt64) async throws {
        let draft = try RATLSDraft(at: time)
        let bytes = try draft.certificate(with: await FakeEnclave().evidence(for: draft.reportData))
        #expect(RATLSSample.refusal([bytes], .init(handshakeKey: draft.certificate.key.publicKeyInfo, time: time)) == nil)
    }

    @Test(arguments: [253_370_764_800, 253_402_300_799, .max] as [UInt64])
    func `[106] A clock beyond the year 9999 makes no certificate, and no trap`(time: UInt64) async throws {
        let draft = try RATLSDraft(at: time)
        let evidence = try await FakeEnclave().evidence(for: draft.reportData)
        #expect(throws: AttestedTransportError(.identity, "")) { try draft.certificate(with: evidence) }
    }

    @Test func `[14] The older extension holds quotes of hardware, never the software TEE's evidence`() throws {
        let data = try ReportData(sample.keyData)
        #expect(try sample.refusal([sample.older(quote: SoftwareShape.evidence(data))]) == .unknownEvidence)
        let claims = try ReportData(RATLSSample.padded(SHA256.hash(data: sample.ownClaims)))
        #expect(try sample.refusal([sample.tagged(quote: SoftwareShape.evidence(claims))]) == nil)
        #expect(try sample.refusal([sample.tagged(quote: SoftwareShape.evidence(claims)), sample.older()]) == .conflictingEvidence)
    }

    @Test func `Evidence of a kind that no reader could name is not put into a certificate`() throws {
        let draft = try RATLSDraft(at: RATLSSample.time)
        let strange = try Evidence(platform: .sevSNP, bytes: .init(repeating: 1, count: 1184))
        #expect(throws: AttestedTransportError(.identity, "")) { try draft.certificate(with: strange) }
        let other = try Evidence(platform: .sgx, bytes: sample.enclave.quote(.init(repeating: 0, count: 64)))
        #expect(throws: AttestedTransportError(.identity, "")) { try draft.certificate(with: other) }
        let misnamed = try Evidence(platform: .tdx, bytes: sample.enclave.quote(draft.reportData.bytes))
        #expect(throws: AttestedTransportError(.identity, "")) { try draft.certificate(with: misnamed) }
    }
}

extension RATLSSample {
    var ownClaims: [UInt8] { RATLSClaims(key: key.publicKeyInfo).encoded }
    var keyData: [UInt8] { Self.padded(SHA256.hash(data: key.publicKeyInfo)) }
}
