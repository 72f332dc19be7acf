import Testing

@testable import Commands

/// Evidence for which the vectors have no collateral, or that is broken: each with the one reason of it, and what goes with it as far as there is any.
struct ListedCase {
    let file: String
    let code: String
    var moment = "2025-06-05T12:39:06Z"
    var evidence: String?
    var files: [String] = []

    static let milan = ["collateral/amd/milan/ask.der", "collateral/amd/milan/ark.der", "collateral/amd/milan/crl_20250506.der"]
    static let genoa = ["collateral/amd/genoa/ask.der", "collateral/amd/genoa/ark.der", "collateral/amd/genoa/crl_20241023.der"]
    private static let trustee = "snp/confidential-containers_trustee/"

    static let all: [ListedCase] = quotes + reports

    private static let quotes: [ListedCase] = [
        // Certification data of types 1 and 3: there are no certificates.
        ListedCase(file: "sgx/fortanix_rust-sgx/quote_raw_tcb.bin", code: "unsupported"),
        ListedCase(file: "sgx/oasisprotocol_oasis-core/quote_v3_ecdsa_p256_eppid.bin", code: "unsupported"),
        ListedCase(file: "sgx/intel_SGX-TDX-DCAP-QuoteVerificationLibrary/sampleData.quote.dat", code: "unsupported"),
        // Genuine, without revocation lists of their time.
        ListedCase(
            file: "tdx/oasisprotocol_oasis-core/quote_v4_tdx_ecdsa_p256.bin", code: "revocation_list_missing",
            moment: "2024-09-02T07:43:52Z"),
        ListedCase(
            file: "tdx/oasisprotocol_oasis-core/quote_v4_tdx_ecdsa_p256_trailing.bin", code: "revocation_list_missing",
            moment: "2024-09-21T00:00:00Z"),
        ListedCase(
            file: "sgx/CCC-Attestation_interoperable-ra-tls/intel-sgxsdk-cert.pem.b7a49786.quote.bin", code: "revocation_list_missing",
            moment: "2024-09-02T07:43:52Z"),
        ListedCase(file: "sgx/openenclave_openenclave/sgx_cert_ec_bad.der.4e3f9fa7.quote.bin", code: "chain_invalid"),
        // What should be a chain is none.
        ListedCase(file: "tdx/intel_SGX-TDX-DCAP-QuoteVerificationLibrary/tdx.quote.dat", code: "endorsement_malformed"),
    ]

    private static let reports: [ListedCase] = [
        ListedCase(
            file: "snp/Azure-Samples_microsoft-azure-attestation/get-sevsnp-jwt.py.b7a21119.snp-report.bin", code: "endorsement_missing"),
        ListedCase(file: "snp/LIT-Protocol_sev-snp-utils/guest_report.bin", code: "endorsement_missing"),
        ListedCase(file: "snp/LIT-Protocol_sev-snp-utils/snp_report_msg_resp.bin.dd677385.snp-report.bin", code: "endorsement_missing"),
        ListedCase(
            file: "snp/microsoft_confidential-sidecar-containers/attest_test.go.62213a90.snp-report.bin", code: "endorsement_missing"),
        ListedCase(file: "snp/LIT-Protocol_sev-snp-utils/guest_report_bad_sig.bin", code: "malformed"),
        ListedCase(file: "snp/LIT-Protocol_sev-snp-utils/guest_report_corrupt.bin", code: "malformed"),
        // The same chip's certificate for other versions is another key's.
        ListedCase(
            file: "snp/project-oak_oak/test_dice.c7ff0a93.snp-report.bin", code: "report_signature", moment: "2025-09-06T17:21:41Z",
            files: ["collateral/amd/genoa/vcek_b6563a6c.der"] + genoa),
        // Certificates, judged beside a report: of another chip, and one whose hardware id is cut.
        ListedCase(
            file: trustee + "test-vcek-invalid-legacy.der", code: "report_signature", evidence: trustee + "test-report.bin",
            files: [trustee + "test-vcek-invalid-legacy.der"] + milan),
        ListedCase(
            file: trustee + "test-vcek-invalid-new.der", code: "endorsement_malformed", evidence: trustee + "test-report.bin",
            files: [trustee + "test-vcek-invalid-new.der"] + milan),
    ]

    static func run(_ file: String, into tally: inout IndexTally) throws {
        let one = try #require(all.first { $0.file == file }, "nothing is expected of \(file)")
        let verdict = try PrintedVerdict(one.evidence ?? file, endorsements: one.files, at: one.moment)
        tally.count(verdict, of: "\(file) wants \(one.code)", verdict.codes == [one.code])
    }
}
