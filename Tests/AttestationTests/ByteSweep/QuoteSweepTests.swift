import Testing

@testable import Attestation

/// Every truncation and every changed byte of quotes and of each part of their collateral, authenticated under Intel's root.
///
/// Each byte is changed once, in its lowest bit: in each of these cases all signatures are verified up to the first that does not hold.
@Suite(.enabled(if: SharedEvidence.isThere, SharedEvidence.absence)) struct QuoteSweepTests {
    /// What is accepted, in all that was read of the platform.
    private static func meaning(_ verifier: IntelVerifier, _ quote: [UInt8], _ endorsements: Endorsements, at time: UInt64) throws -> String
    {
        let platform: Platform = quote.count > 4 && quote[4] == 0 ? .sgx : .tdx
        return "\(try verifier.authenticate(Evidence(platform: platform, bytes: quote), with: endorsements, at: time))"
    }

    private static func sample(_ quote: String) throws -> (sample: QuoteCase, parts: QuoteParts) {
        let sample = try #require(try QuoteCase.sets("sets").first { $0.quote == quote })
        return (sample, try QuoteParts(of: sample))
    }

    @Test(arguments: [
        "sgx/Phala-Network_dcap-qvl/sgx_quote", "tdx/Phala-Network_dcap-qvl/sample.tdx_quote",
        "tdx/google_go-tdx-guest/quote_v5_sample.dat",
    ])
    func `[1][2] No byte of a quote can be changed`(quote: String) async throws {
        let (sample, parts) = try Self.sample(quote)
        let endorsements = try parts.endorsements()
        let verifier = IntelVerifier(platform: quote.hasPrefix("sgx") ? .sgx : .tdx)
        // Without the zeros of the device's buffer, of which a NUL may be the chain's own.
        let whole = parts["quote"]
        let length = try Self.declaredLength(whole)
        let sweep = ByteSweep(name: quote, bytes: Array(whole[..<length]), masks: [0x01]) {
            try Self.meaning(verifier, $0, endorsements, at: sample.at)
        }
        let complaints = try await sweep.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
    }

    /// Up to the end that the quote itself declares.
    private static func declaredLength(_ quote: [UInt8]) throws -> Int {
        let body = quote[0] == 3 ? 384 : quote[0] == 4 ? 584 : 6 + 648
        let at = 48 + body
        return at + 4 + (0..<4).reduce(0) { $0 | Int(quote[at + $1]) << (8 * $1) }
    }

    /// Both chains are text around DER: what may change is text, never a certificate.
    @Test(arguments: ["signing_chain", "pck_crl_issuer_chain"])
    func `[2][5] No change of an issuer chain's text changes what is accepted`(part: String) throws {
        let (sample, parts) = try Self.sample("sgx/Phala-Network_dcap-qvl/sgx_quote")
        let quote = parts["quote"]
        let text = parts[part]
        let genuine = try Self.meaning(IntelVerifier(platform: .sgx), quote, parts.endorsements(), at: sample.at)
        let certificates = try PEM.certificates(in: text, atMost: 4)
        var (refused, same) = (0, 0)
        func check(_ bytes: [UInt8], _ change: String) throws {
            guard let found = try? PEM.certificates(in: bytes, atMost: 4) else { return refused += 1 }
            // The same certificates in other white space, or others: then the root that comes along may be broken, the signer's not.
            if found == certificates { return same += 1 }
            let endorsements = try parts.replacing(part, with: bytes).endorsements()
            guard let read = try? Self.meaning(IntelVerifier(platform: .sgx), quote, endorsements, at: sample.at) else {
                return refused += 1
            }
            #expect(read == genuine && (part != "signing_chain" || found.first == certificates.first), "\(change)")
            same += 1
        }
        for length in text.indices { try check(Array(text[..<length]), "cut to \(length)") }
        for index in text.indices {
            for mask in ByteSweep.masks {
                var changed = text
                changed[index] ^= mask
                try check(changed, "byte \(index) changed by \(mask)")
            }
        }
        print("\(part): \(text.count * (1 + ByteSweep.masks.count)) changes, \(refused) refused, \(same) without effect")
        #expect(refused > text.count && same > 0)
    }

    @Test(arguments: ["tcb_info", "tcb_info_signature", "qe_identity", "qe_identity_signature", "pck_crl", "root_ca_crl"])
    func `[7] No byte of collateral can be changed`(part: String) async throws {
        // Of the Processor CA, whose revocation list is short.
        let (sample, parts) = try Self.sample("sgx/Phala-Network_dcap-qvl/sgx_quote")
        let quote = parts["quote"]
        let sweep = ByteSweep(name: part, bytes: parts[part], masks: [0x01]) { bytes in
            let verifier = IntelVerifier(platform: .sgx)
            return try Self.meaning(verifier, quote, parts.replacing(part, with: bytes).endorsements(), at: sample.at)
        }
        let complaints = try await sweep.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
    }
}
