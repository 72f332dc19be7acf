import Testing
import Wire

@testable import Attestation

/// Every quote of a real machine with every set of Intel's collateral that the index names.
@Suite(.enabled(if: SharedEvidence.isThere, SharedEvidence.absence))
struct IntelIndexTests {
    @Test func `[1][9] Every real quote has the status, the advisories and the date that two other verifiers found`() throws {
        var counts: [String: Int] = [:]
        for entry in try IntelIndex.entries("evidence") {
            let bytes = try SharedEvidence.bytes(entry.file)
            for one in entry.cases ?? [] {
                let expected = one.expected
                let name: Comment = "\(entry.file) at \(one.as_of)"
                let time = try IntelIndex.time(one.as_of)
                counts[expected.status, default: 0] += 1
                guard let status = TCBStanding.Status(rawValue: expected.status) else {
                    let error = #expect(throws: AttestationError.self, name) {
                        try IntelVerifier.report(bytes, one.endorsements(), at: time)
                    }
                    #expect(
                        Self.refusals(expected.status, entry.file).contains(error?.refusal), "\(entry.file): \(String(describing: error))")
                    continue
                }
                let report = try IntelVerifier.report(bytes, one.endorsements(), at: time)
                let standing = try #require(report.standing)
                #expect(standing.status == status, name)
                let tcb = try #require(report.intelPlatform?.tcb)
                // The index leaves out what Intel says of the quoting enclave alone; dcap-qvl takes it in, as we do.
                #expect(Set(standing.advisories) == Set(expected.advisory_ids).union(tcb.enclave.advisories), name)
                #expect(standing.advisories == standing.advisories.sorted(), name)
                // The index gives the date of the platform's level; the standing's is the oldest of all parts.
                let platform = tcb.currentPlatform ?? tcb.platform
                #expect(CivilTime.rfc3339(Int64(platform.date)) == expected.tcb_date, name)
                #expect(standing.date <= platform.date, name)
                #expect(tcb.enclave.status.rawValue == expected.qe, name)
                #expect(tcb.module?.status.rawValue == expected.tdx_module || tcb.module == nil, name)
            }
        }
        #expect(counts.values.reduce(0, +) >= 113 && counts.count >= 8, "\(counts)")
    }

    /// What may refuse a quote that the index says has no status.
    private static func refusals(_ status: String, _ file: String) -> [EvidenceRefusal?] {
        if file.hasSuffix("tdx_prod_quote_SPR_E4.dat") { return [.malformed] }
        if status == "NoMatch" { return [.tcbLevelMissing] }
        // The changed byte is in the root's key, which is then no point of its curve.
        if status.contains("IN_CHAIN_ROOT_CORRUPT") { return [.endorsementMalformed] }
        return status.contains("QUOTE_SIG") ? [.reportSignature] : [.chainInvalid, .endorsementMalformed]
    }

    @Test func `Quotes without certificates are refused as unsupported`() throws {
        let files = [
            "sgx/fortanix_rust-sgx/quote_raw_tcb.bin", "sgx/oasisprotocol_oasis-core/quote_v3_ecdsa_p256_eppid.bin",
            "sgx/intel_SGX-TDX-DCAP-QuoteVerificationLibrary/sampleData.quote.dat",
        ]
        for file in files {
            let error = #expect(throws: AttestationError.self) {
                try IntelVerifier.report(SharedEvidence.bytes(file), Endorsements(), at: 0)
            }
            #expect(error?.refusal == .unsupported, "\(file)")
        }
    }

    @Test func `Every set in one file gives its status, and the same again from the cache`() throws {
        let files = try SharedEvidence.files(below: "sets", ending: ".json")
        #expect(files.count >= 30)
        for file in files {
            let set = try IntelSet(file)
            let (bytes, time, endorsements) = (try SharedEvidence.bytes(set.quote), try IntelIndex.time(set.as_of), try set.endorsements())
            let platform = try #require(EvidenceFormat.platform(of: bytes))
            let verifier = IntelVerifier(platform: platform == .tdx ? .tdx : .sgx)
            let evidence = try Evidence(platform: platform, bytes: bytes)
            guard let wanted = set.expected_status, TCBStanding.Status(rawValue: wanted) != nil else {
                #expect(throws: AttestationError.self, "\(file)") { try verifier.authenticate(evidence, with: endorsements, at: time) }
                continue
            }
            let first = try verifier.authenticate(evidence, with: endorsements, at: time)
            let second = try verifier.authenticate(evidence, with: endorsements, at: time)
            #expect(first.standing?.status.rawValue == wanted && second.standing == first.standing, "\(file)")
        }
    }
}

extension AuthenticReport {
    var intelPlatform: IntelPlatform? {
        switch details {
        case .sgx(let details): details.platform
        case .tdx(let details): details.platform
        default: nil
        }
    }
}
