import Testing

@testable import Attestation

/// Each bit of attributes and extended features by itself, beside those that must be on.
@Suite struct AttributeBitsTests {
    /// The bits that a requirement lets pass, set one at a time at an offset of the quote, over 8 bytes.
    private func accepted(_ lab: IntelLab, at offset: Int, over base: UInt64, by requirement: some EvidenceRequirement) throws -> [Int] {
        var lab = lab
        lab.issuers = try lab.madeIssuers()
        let (verifier, endorsements) = (try lab.verifier(), try lab.endorsements())
        return try (0..<64).filter { bit in
            var changed = lab
            let value = base | 1 << UInt64(bit)
            changed.changeQuote = { quote in
                if offset == 168 { quote.replaceSubrange(176..<184, with: [3, 0, 0, 0, 0, 0, 0, 0]) }
                for place in 0..<8 { quote[offset + place] = UInt8(truncatingIfNeeded: value >> UInt64(place * 8)) }
            }
            let report = try verifier.authenticate(changed.evidence(), with: endorsements, at: IntelLab.time)
            return requirement.failures(in: report, at: IntelLab.time).isEmpty
        }
    }

    @Test func `[3] Of an enclave's attributes only known ones are accepted, and no key of Intel's`() throws {
        // INIT, DEBUG (which is judged apart), MODE64, CET, KSS, AEX-Notify.
        let found = try accepted(.sgx(), at: 96, over: 0b101, by: EnclaveAttributesAreAccepted())
        #expect(found == [0, 1, 2, 6, 7, 10])
    }

    @Test func `[3] Of a domain's attributes only known ones are accepted, and no migration`() throws {
        let found = try accepted(.tdx(), at: 168, over: 0, by: DomainAttributesAreAccepted())
        #expect(found == Array(0...7) + [27, 28, 30, 31, 63])
        #expect(try accepted(.tdx(), at: 168, over: 0, by: ExceptionsAreDisabled()) == [28])
    }

    @Test func `[3] Of a domain's extended features only known ones are accepted, and x87 and SSE are demanded`() throws {
        let found = try accepted(.tdx(), at: 176, over: 3, by: DomainAttributesAreAccepted())
        #expect(found == [0, 1, 2, 5, 6, 7, 8, 9, 11, 12, 14, 15, 17, 18])
        #expect(try accepted(.tdx(), at: 176, over: 1, by: DomainAttributesAreAccepted()) == [1])
        #expect(try accepted(.tdx(), at: 176, over: 2, by: DomainAttributesAreAccepted()) == [0])
    }
}
