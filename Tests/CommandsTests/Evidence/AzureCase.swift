import Testing

@testable import Commands

/// Evidence of Azure's confidential machines: the processor's endorsements are found by what the index says of the evidence within.
enum AzureCase {
    private static let milan = ["collateral/amd/milan/ask.der", "collateral/amd/milan/ark.der", "collateral/amd/milan/crl_20250506.der"]
    private static let genoa = ["collateral/amd/genoa/ask.der", "collateral/amd/genoa/ark.der", "collateral/amd/genoa/crl_20241023.der"]

    static func run(_ entry: SharedVectors.Object, into tally: inout IndexTally) throws {
        let file = try #require(entry["file"] as? String)
        if file.contains("tpm-quote") {
            let verdict = try PrintedVerdict(file, endorsements: [], at: "2025-06-05T12:39:06Z")
            tally.count(verdict, of: file, verdict.codes == ["endorsement_missing"])
        } else if file.contains("snp") {
            let isGenoa = file.contains("genoa")
            let verdict = try PrintedVerdict(
                file, endorsements: isGenoa ? genoa : milan, at: isGenoa ? "2025-02-23T02:21:48Z" : "2025-06-05T12:39:06Z")
            tally.count(verdict, of: file, verdict.result == "verified" && verdict.status == "Verified")
        } else {
            try runDomain(file, into: &tally)
        }
    }

    /// The quote within is listed by itself, with its collateral. Azure's domains lack SEPT_VE_DISABLE.
    private static func runDomain(_ file: String, into tally: inout IndexTally) throws {
        let inner = try SharedVectors.entries().first { $0["file"] as? String == "tdx/confidential-containers_trustee/td-quote.bin" }
        let one = try #require((inner?["cases"] as? [SharedVectors.Object])?.first)
        let names = ["tcb_info", "qe_identity", "pck_crl", "root_ca_crl", "tcb_signing_chain", "pck_crl_issuer_chain"]
        let verdict = try PrintedVerdict(
            file, endorsements: names.compactMap { one[$0] as? String }, at: try #require(one["as_of"] as? String))
        let status = (one["expected"] as? SharedVectors.Object)?["status"] as? String
        tally.count(verdict, of: file, verdict.status == status && verdict.codes.contains("sept_ve_not_disabled"))
    }
}
