import Testing

@testable import Commands

/// What the index lists beside evidence: collateral in one file, boot event logs, and containers of other programs.
enum BesideCase {
    private static let ours = "Phala-Network_dcap-qvl/"
    private static let laboratory = "intel_confidential-computing.tee.dcap.qvl/"

    /// Collateral in one file, with its quote.
    private static let sets: [String: (quote: String, moment: String, status: String, advisories: [String], codes: Set<String>)] = [
        "sgx/\(ours)sgx_quote_collateral.json": (
            "sgx/\(ours)sgx_quote", "2025-07-04T10:28:44Z", "ConfigurationAndSWHardeningNeeded", ["INTEL-SA-00289", "INTEL-SA-00615"],
            ["tcb_status_not_accepted", "advisory_not_accepted"]
        ),
        "tdx/\(ours)tdx_quote_collateral.json": ("tdx/\(ours)sample.tdx_quote", "2025-07-04T10:16:31Z", "UpToDate", [], []),
        "tdx/\(ours)tdx_quote_outdated_collateral.json": (
            "tdx/\(ours)tdx_quote_outdated", "2026-03-05T10:50:03Z", "NoMatch", [], ["tcb_level_missing"]
        ),
        "tdx/\(ours)quote_collateral.json": (
            "tdx/\(ours)quote_hex.txt.9069d475.quote.bin", "2025-09-17T07:22:55Z", "UpToDate", [], []
        ),
    ]

    static func run(_ entry: SharedVectors.Object, into tally: inout IndexTally) throws {
        let file = try #require(entry["file"] as? String)
        if entry["kind"] as? String == "eventlog" { return try runLog(file, isLog: file.hasSuffix("ccel_data.dat"), into: &tally) }
        if let set = sets[file] {
            let verdict = try PrintedVerdict(set.quote, endorsements: [file], at: set.moment)
            let isExpected = verdict.status == set.status && verdict.advisories == set.advisories && Set(verdict.codes) == set.codes
            tally.count(verdict, of: file, isExpected)
            return
        }
        let (quote, endorsements, moment, code) = try single(file)
        let verdict = try PrintedVerdict(quote, endorsements: endorsements, at: moment)
        tally.count(verdict, of: "\(file) wants \(code)", verdict.codes == [code])
    }

    private static func single(_ file: String) throws -> (quote: String, files: [String], moment: String, code: String) {
        let later = "2025-07-04T10:16:31Z"
        if file.hasSuffix("certs_bad.pem") {
            // The chain of another certificate: nobody is left who signed Intel's documents.
            let quote = "sgx/oasisprotocol_oasis-core/quote_v3_ecdsa_p256_pck_chain.bin"
            var one = try firstCase(of: quote)
            one["tcb_signing_chain"] = file
            return (quote, IntelCase.endorsements(one), try #require(one["as_of"] as? String), "endorsement_missing")
        }
        if file.hasSuffix("endorsement_data.bin") || file.hasSuffix("endorsement_eval21.bin") {
            return ("tdx/openenclave_openenclave/tdx_quote_v5", [file], "2026-06-27T22:27:15Z", "endorsement_malformed")
        }
        // Intel's laboratory: a quote without certificates, and endorsements by nobody whom the program trusts.
        if file.hasPrefix("sgx/" + laboratory) {
            return ("sgx/intel_SGX-TDX-DCAP-QuoteVerificationLibrary/sampleData.quote.dat", [file], later, "unsupported")
        }
        if file.hasPrefix("tdx/" + laboratory) { return ("tdx/\(ours)sample.tdx_quote", [file], later, "revocation_list_missing") }
        // Certificates and containers that carry quotes, which are listed by themselves.
        return (file, [], later, "malformed")
    }

    private static func firstCase(of quote: String) throws -> SharedVectors.Object {
        let entry = try SharedVectors.entries().first { $0["file"] as? String == quote }
        return try #require((entry?["cases"] as? [SharedVectors.Object])?.first)
    }

    /// A log replays to the quote of its machine and to no other's; its table and nonce are none.
    private static func runLog(_ file: String, isLog: Bool, into tally: inout IndexTally) throws {
        let own = "tdx/google_go-tdx-guest/cos-113-tdx-quote.dat"
        for quote in isLog ? [own, "tdx/\(ours)sample.tdx_quote"] : [own] {
            let one = try firstCase(of: quote)
            let verdict = try PrintedVerdict(
                quote, endorsements: IntelCase.endorsements(one) + [file], at: try #require(one["as_of"] as? String))
            let isExpected =
                !isLog
                ? verdict.codes == ["endorsement_malformed"]
                : quote == own
                    ? verdict.codes.isEmpty && verdict.claims["event_log"] as? Int == 43 : verdict.codes == ["event_log_mismatch"]
            tally.count(verdict, of: "\(file) beside \(quote)", isExpected)
        }
    }
}
