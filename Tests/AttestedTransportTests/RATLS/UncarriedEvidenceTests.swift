import Crypto
import Testing
import Wire

@testable import Attestation
@testable import AttestedTransport
@testable import RATLS

/// Evidence for which certificates have no form: refused for that reason, and never taken for something else (docs/spec/ra-tls.md).
@Suite struct UncarriedEvidenceTests {
    private let sample = RATLSSample()
    private var claims: [UInt8] { RATLSClaims(key: sample.key.publicKeyInfo).encoded }

    /// A quote over the claims.
    private func quote() throws -> [UInt8] { try sample.enclave.quote(RATLSSample.padded(SHA256.hash(data: claims))) }

    /// Why evidence is not carried; nil if it is read, or refused for another reason.
    private func reason(_ refusal: RATLSRefusal?) -> String? {
        guard case .uncarriedEvidence(let reason)? = refusal else { return nil }
        #expect("\(RATLSRefusal.uncarriedEvidence(reason))" == "certificates do not carry this evidence: \(reason)")
        return reason
    }

    @Test(
        "[11] Evidence of a platform without a tag is refused as that, in either extension",
        arguments: [
            ("nitro", [0x84, 0x44, 0xa1, 0x01, 0x38, 0x22, 0xa0]), ("nitro", [0xd2, 0x84, 0x44, 0xa1, 0x01, 0x38, 0x22]),
            ("tpm", [0xff, 0x54, 0x43, 0x47, 0x80, 0x18]), ("tpm", TPMEvidence.magic), ("tpm", Array(#"{"ak_public": ""}"#.utf8)),
            ("azure", Array(#"{"hcl_report": ""}"#.utf8)), ("azure", Array(#"{"td_quote": ""}"#.utf8)),
        ] as [(String, [UInt8])])
    func platforms(name: String, bytes: [UInt8]) throws {
        for evidence in [try sample.tagged(quote: bytes), try sample.older(quote: bytes)] {
            let reason = try #require(reason(try sample.refusal([evidence])))
            #expect(reason == "no CBOR tag is registered for \(EvidenceFormat(recognising: bytes))")
            #expect(reason.contains(name))
        }
        // Good evidence beside it does not help.
        #expect(reason(try sample.refusal([sample.tagged(quote: bytes), sample.older()])) != nil)
        #expect(reason(try sample.refusal([sample.tagged(), sample.older(quote: bytes)])) != nil)
    }

    @Test(
        "[23] Another tag than the one for quotes is refused as that",
        arguments: [0, 24, 399, 59_999, 60_001, 0x1a7501, 0x1a7502, .max] as [UInt64])
    func tags(tag: UInt64) throws {
        let good = CBOR.array([.bytes(try quote()), .bytes(claims)])
        #expect(try sample.refusal([sample.tagged(value: CBOR.tag(RATLSEvidence.tag, good).encoded)]) == nil)
        let reason = try #require(reason(try sample.refusal([sample.tagged(value: CBOR.tag(tag, good).encoded)])))
        #expect(reason.contains("CBOR tag \(tag),"))
    }

    @Test func `[23] A wrapper's record is refused as that, whatever its type`() throws {
        let quote = try quote()
        for record in [
            [.text("application/eat+cwt"), .bytes(quote)], [.unsigned(30), .bytes(quote), .unsigned(4)], [.bytes(quote), .bytes(claims)],
            [],
        ] as [[CBOR]] {
            #expect(reason(try sample.refusal([sample.tagged(value: CBOR.array(record).encoded)])) != nil)
        }
    }

    @Test func `What is no evidence at all is not called evidence that is not carried`() throws {
        for bytes in [[], [1, 2, 3], [0xd9, 0x01, 0x8f, 0xa0], [0x11, 0xe0, 0x01, 0xff], Array("{}".utf8)] as [[UInt8]] {
            #expect(try sample.refusal([sample.tagged(quote: bytes)]) == .unknownEvidence)
        }
        for value in [CBOR.text("evidence"), .null, .bytes([]), .tag(RATLSEvidence.tag, .bytes([]))] {
            guard case .unexpectedShape? = try sample.refusal([sample.tagged(value: value.encoded)]) else {
                Issue.record("\(value) is refused for another reason")
                continue
            }
        }
    }
}
