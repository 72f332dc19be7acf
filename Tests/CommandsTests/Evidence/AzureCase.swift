import Testing

@testable import Commands

/// Evidence of Azure's confidential machines: the processor's endorsements are found by what the index says of the evidence within.
enum AzureCase {
    /// The processor's endorsements of the quote that came apart from its paravisor's report.
    private static let chip = "collateral/amd/milan/vcek_fcd6cc41.der"

    static func run(_ entry: SharedVectors.Object, into tally: inout IndexTally) throws {
        let file = try #require(entry["file"] as? String)
        let parts = entry["companions"] as? [String] ?? []
        if !parts.isEmpty {
            let verdict = try PrintedVerdict(file, endorsements: [], at: "2025-06-05T12:39:06Z")
            tally.count(verdict, of: file + " alone", verdict.codes == ["endorsement_missing"])
        }
        let claims = try #require(entry["claims"] as? SharedVectors.Object)
        let nonce = try #require(claims["nonce_extraData_hex"] as? String)
        for wrong in [nil, false, true] {
            let bytes = try wrong.map { try Arguments.nonce(($0 ? "00" : String(nonce.prefix(2))) + nonce.dropFirst(2)) }
            let (verdict, codes) = try verdict(on: file, parts: parts, nonce: bytes)
            let wanted = codes.union(wrong == true ? ["nonce_mismatch"] : [])
            let isEqual = verdict.claims["extra_data"] as? String == nonce && verdict.claims["clock"] as? Int == claims["clock"] as? Int
            tally.count(verdict, of: "\(file) wants \(wanted)", Set(verdict.codes) == wanted && isEqual && verdict.debug == false)
        }
    }

    /// The verdict, with what the policy must have against it.
    private static func verdict(
        on file: String, parts: [String], nonce: [UInt8]?
    ) throws -> (verdict: PrintedVerdict, codes: Set<String>) {
        guard file.contains("tdx") else {
            let isGenoa = file.contains("genoa")
            let files = (isGenoa ? ListedCase.genoa : ListedCase.milan) + parts + (parts.isEmpty ? [] : [chip])
            let moment = isGenoa ? "2025-02-23T02:21:48Z" : "2025-06-05T12:39:06Z"
            let verdict = try PrintedVerdict(file, endorsements: files, at: moment, nonce: nonce)
            #expect(verdict.status == "Verified")
            return (verdict, [])
        }
        // The quote within is listed by itself, with its collateral. Azure's domains lack SEPT_VE_DISABLE.
        let quote = "tdx/confidential-containers_trustee/td-quote.bin"
        let inner = try SharedVectors.entries().first { $0["file"] as? String == quote }
        let one = try #require((inner?["cases"] as? [SharedVectors.Object])?.first)
        let expected = try #require(one["expected"] as? SharedVectors.Object)
        let files = IntelCase.endorsements(one) + parts + (parts.isEmpty ? [] : [quote])
        let verdict = try PrintedVerdict(file, endorsements: files, at: try #require(one["as_of"] as? String), nonce: nonce)
        #expect(verdict.status == expected["status"] as? String)
        let isCurrent = expected["status"] as? String == "UpToDate"
        let advised = !(expected["advisory_ids"] as? [String] ?? []).isEmpty
        return (
            verdict,
            Set(["sept_ve_not_disabled"] + (isCurrent ? [] : ["tcb_status_not_accepted"] + (advised ? ["advisory_not_accepted"] : [])))
        )
    }
}
