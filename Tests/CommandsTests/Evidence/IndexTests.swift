import Foundation
import Testing

@testable import Commands

/// Every entry of the index through the command's own code, compared from outside.
@Suite struct IndexTests {
    private typealias Object = SharedVectors.Object

    @Test func `[1][3][5][6][7][9][10] Every piece of evidence has the verdict that independent verifiers gave it`() throws {
        var tally = IndexTally()
        for entry in try SharedVectors.entries() {
            let kind = entry["kind"] as? String ?? ""
            guard ["evidence", "derived-negative", "derived-positive"].contains(kind) else { continue }
            tally.files += 1
            try Self.run(entry, kind: kind, into: &tally)
        }
        for set in try FileManager.default.contentsOfDirectory(atPath: SharedVectors.path("sets")).sorted() {
            try Self.run(set: "sets/" + set, into: &tally)
        }
        print(tally.line)
        #expect(tally.unexpected.isEmpty, "\(tally.unexpected.joined(separator: "\n"))")
        #expect(tally.files >= 200 && tally.cases >= 300)
    }

    private static func run(_ entry: Object, kind: String, into tally: inout IndexTally) throws {
        let tee = entry["tee"] as? String ?? ""
        switch (kind, tee) {
        case ("derived-negative", _): try DerivedCase.run(entry, into: &tally)
        case ("derived-positive", _):
            let quote = try #require(entry["derived_from"] as? String)
            let file = try #require(entry["file"] as? String)
            let set = try SharedVectors.object(file)
            let verdict = try PrintedVerdict(quote, endorsements: [file], at: try #require(set["as_of"] as? String))
            tally.count(verdict, of: file, verdict.result == "verified" && verdict.status == "UpToDate")
        case (_, "sgx"), (_, "tdx"): try runIntel(entry, into: &tally)
        case (_, "snp"): try runSNP(entry, into: &tally)
        case (_, "nitro"): try runNitro(entry, into: &tally)
        case (_, "azure-vtpm"): try AzureCase.run(entry, into: &tally)
        case (_, "nvidia"), (_, "cca"):
            let file = try #require(entry["file"] as? String)
            let verdict = try PrintedVerdict(file, endorsements: [], at: "2026-01-01T00:00:00Z")
            tally.count(verdict, of: file, verdict.codes == ["unsupported"])
        default: try TPMCase.run(entry, into: &tally)
        }
    }

    /// Text follows this quote. Only zeros may: what extends evidence is refused before anything is looked up.
    private static let extended = "tdx/google_go-tdx-guest/tdx_prod_quote_SPR_E4.dat"

    private static func runIntel(_ entry: Object, into tally: inout IndexTally) throws {
        let file = try #require(entry["file"] as? String)
        let flags = entry["policy_flags"] as? Object ?? [:]
        let cases = entry["cases"] as? [Object] ?? []
        if cases.isEmpty {
            let verdict = try PrintedVerdict(file, endorsements: [], at: "2025-01-01T00:00:00Z")
            tally.count(verdict, of: file, !verdict.isAuthentic)
        }
        for one in cases {
            let names = ["tcb_info", "qe_identity", "pck_crl", "root_ca_crl", "tcb_signing_chain", "pck_crl_issuer_chain"]
            let moment = try #require(one["as_of"] as? String)
            let verdict = try PrintedVerdict(file, endorsements: names.compactMap { one[$0] as? String }, at: moment)
            let expected = try #require(one["expected"] as? Object)
            let isExpected = file == Self.extended ? verdict.codes == ["malformed"] : isIntel(verdict, as: expected, flags)
            tally.count(verdict, of: "\(file) at \(moment) wants \(expected)", isExpected)
        }
    }

    /// Status and advisories before policy, and after it nothing but what is up to date and keeps its secrets.
    private static func isIntel(_ verdict: PrintedVerdict, as expected: Object, _ flags: Object) -> Bool {
        let status = expected["status"] as? String ?? ""
        if status.hasPrefix("reject") { return !verdict.isAuthentic && verdict.result == "refused" }
        guard verdict.status == status else { return false }
        if status == "NoMatch" { return verdict.codes == ["tcb_level_missing"] }
        let debug = flags["debug"] as? Bool ?? false
        var codes: Set<String> = []
        if status != "UpToDate" { codes.insert("tcb_status_not_accepted") }
        if debug { codes.insert("debug_enabled") }
        if flags["sept_ve_disable"] as? Bool == false { codes.insert("sept_ve_not_disabled") }
        if flags["mrservicetd_nonzero"] as? Bool == true { codes.insert("service_td_not_accepted") }
        let found = Set(verdict.codes).subtracting(["advisory_not_accepted", "attributes_not_accepted"])
        // The index leaves out what Intel says of an outdated quoting enclave alone; a machine has it all the same.
        let advisories = Set(expected["advisory_ids"] as? [String] ?? [])
        let more = Set(verdict.advisories).subtracting(advisories)
        let areAdvisories = advisories.isSubset(of: verdict.advisories) && (more.isEmpty || expected["qe"] as? String != "UpToDate")
        return verdict.debug == debug && areAdvisories && found == codes
    }

    private static func runSNP(_ entry: Object, into tally: inout IndexTally) throws {
        let file = try #require(entry["file"] as? String)
        let expected = (entry["expected"] as? Object)?["status"] as? String ?? ""
        guard let collateral = entry["collateral"] as? Object, let moment = entry["as_of"] as? String else {
            let verdict = try PrintedVerdict(file, endorsements: [], at: "2025-06-05T12:00:00Z")
            tally.count(verdict, of: "\(file) wants \(expected)", !verdict.isAuthentic)
            return
        }
        let lists = collateral["crl"] as? [String] ?? []
        let files = ["vek", "ask", "ark"].compactMap { collateral[$0] as? String } + lists
        let verdict = try PrintedVerdict(file, endorsements: files, at: moment)
        let claims = entry["claims"] as? Object ?? [:]
        if lists.isEmpty {
            tally.count(verdict, of: "\(file) without a list", verdict.codes == ["revocation_list_missing"])
            return
        }
        var codes: Set<String> = []
        if claims["debug"] as? Bool == true { codes.insert("debug_enabled") }
        if claims["migrate_ma"] as? Bool == true { codes.insert("guest_policy_not_accepted") }
        if claims["vmpl"] as? Int != 0 { codes.insert("vmpl_not_accepted") }
        tally.count(
            verdict, of: "\(file) wants \(expected)",
            verdict.status == "Verified" && Set(verdict.codes) == codes
                && verdict.claims["measurement"] as? String == claims["measurement"] as? String)
    }

    private static func runNitro(_ entry: Object, into tally: inout IndexTally) throws {
        let file = try #require(entry["file"] as? String)
        let expected = (entry["expected"] as? Object)?["status"] as? String ?? ""
        let verdict = try PrintedVerdict(file, endorsements: [], at: entry["as_of"] as? String ?? "2021-09-09T10:19:20Z")
        let isExpected =
            switch expected {
            case "verified": verdict.result == "verified" && verdict.debug == false
            case "verified; debug": verdict.status == "Verified" && verdict.codes == ["debug_enabled"] && verdict.debug == true
            default: !verdict.isAuthentic
            }
        tally.count(verdict, of: "\(file) wants \(expected)", isExpected)
    }

    private static func run(set file: String, into tally: inout IndexTally) throws {
        let set = try SharedVectors.object(file)
        let quote = try #require(set["quote"] as? String)
        let verdict = try PrintedVerdict(quote, endorsements: [file], at: try #require(set["as_of"] as? String))
        let isExpected = quote == extended ? verdict.codes == ["malformed"] : verdict.status == set["expected_status"] as? String
        tally.count(verdict, of: file, isExpected)
    }
}
