import Foundation
import Testing

@testable import Commands

/// Every entry of the index through the command's own code, compared from outside.
@Suite struct IndexTests {
    private typealias Object = SharedVectors.Object

    @Test func `[1][3][5][6][7][9][10] Every piece of evidence has the verdict that independent verifiers gave it`() async throws {
        var tally = IndexTally()
        for entry in try SharedVectors.entries() {
            let kind = entry["kind"] as? String ?? ""
            // Collateral goes with evidence, and is run with it.
            guard kind != "collateral" else { continue }
            tally.files += 1
            try Self.run(entry, kind: kind, into: &tally)
            // It takes a minute, in which other tests want their turns.
            await Task.yield()
        }
        for set in try FileManager.default.contentsOfDirectory(atPath: SharedVectors.path("sets")).sorted() {
            try Self.run(set: "sets/" + set, into: &tally)
            await Task.yield()
        }
        print(tally.line)
        #expect(tally.unexpected.isEmpty, "\(tally.unexpected.joined(separator: "\n"))")
        #expect(tally.files >= 200 && tally.cases >= 300)
    }

    private static func run(_ entry: Object, kind: String, into tally: inout IndexTally) throws {
        let tee = entry["tee"] as? String ?? ""
        switch (kind, tee) {
        case ("bundle", _), ("eventlog", _): try BesideCase.run(entry, into: &tally)
        case ("derived-negative", _): try DerivedCase.run(entry, into: &tally)
        case ("derived-positive", _):
            let quote = try #require(entry["derived_from"] as? String)
            let file = try #require(entry["file"] as? String)
            let set = try SharedVectors.object(file)
            let verdict = try PrintedVerdict(quote, endorsements: [file], at: try #require(set["as_of"] as? String))
            tally.count(verdict, of: file, verdict.result == "verified" && verdict.status == "UpToDate")
        case (_, "sgx"), (_, "tdx"): try IntelCase.run(entry, into: &tally)
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

    private static func runSNP(_ entry: Object, into tally: inout IndexTally) throws {
        let file = try #require(entry["file"] as? String)
        let expected = (entry["expected"] as? Object)?["status"] as? String ?? ""
        guard let collateral = entry["collateral"] as? Object, let moment = entry["as_of"] as? String else {
            return try ListedCase.run(file, into: &tally)
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
            verdict.status == "Verified" && Set(verdict.codes) == codes && verdict.debug == (claims["debug"] as? Bool)
                && IntelCase.differences(of: claims, from: verdict.claims).isEmpty)
    }

    private static func runNitro(_ entry: Object, into tally: inout IndexTally) throws {
        let file = try #require(entry["file"] as? String)
        let expected = (entry["expected"] as? Object)?["status"] as? String ?? ""
        let verdict = try PrintedVerdict(file, endorsements: [], at: entry["as_of"] as? String ?? "2021-09-09T10:19:20Z")
        let isExpected =
            switch expected {
            case "verified": verdict.result == "verified" && verdict.debug == false
            case "verified; debug": verdict.status == "Verified" && verdict.codes == ["debug_enabled"] && verdict.debug == true
            case "reject: leaf certificate does not parse": verdict.codes == ["endorsement_malformed"]
            default: verdict.codes == ["report_signature"]
            }
        tally.count(verdict, of: "\(file) wants \(expected)", isExpected)
    }

    private static func run(set file: String, into tally: inout IndexTally) throws {
        let set = try SharedVectors.object(file)
        let quote = try #require(set["quote"] as? String)
        let verdict = try PrintedVerdict(quote, endorsements: [file], at: try #require(set["as_of"] as? String))
        let isExpected = quote == IntelCase.extended ? verdict.codes == ["malformed"] : verdict.status == set["expected_status"] as? String
        tally.count(verdict, of: file, isExpected)
    }
}
