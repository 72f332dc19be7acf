import Foundation
import Testing

@testable import Commands

/// A quote of SGX or TDX with one set of collateral at one time: everything that the index gives is compared.
enum IntelCase {
    typealias Object = SharedVectors.Object

    /// Text follows this quote. Only zeros may: what extends evidence is refused before anything is looked up.
    static let extended = "tdx/google_go-tdx-guest/tdx_prod_quote_SPR_E4.dat"
    private static let files = ["tcb_info", "qe_identity", "pck_crl", "root_ca_crl", "tcb_signing_chain", "pck_crl_issuer_chain"]

    /// The reason of each quote that the index rejects by its own chain or signature.
    private static let broken: [(words: String, code: String)] = [
        ("reject: CHAIN_NO_INTERMEDIATE", "chain_invalid"), ("reject: QUOTE_SIG", "report_signature"),
        ("reject: IN_CHAIN_ROOT_CORRUPT", "endorsement_malformed"),
    ]

    static func endorsements(_ one: Object) -> [String] { files.compactMap { one[$0] as? String } }

    static func run(_ entry: Object, into tally: inout IndexTally) throws {
        let file = try #require(entry["file"] as? String)
        let cases = entry["cases"] as? [Object] ?? []
        if cases.isEmpty { try ListedCase.run(file, into: &tally) }
        for one in cases {
            let moment = try #require(one["as_of"] as? String)
            let verdict = try PrintedVerdict(file, endorsements: endorsements(one), at: moment)
            let expected = try #require(one["expected"] as? Object)
            let problems =
                file == extended ? verdict.codes == ["malformed"] ? [] : ["extended"] : try problems(verdict, entry, one, expected)
            tally.count(verdict, of: "\(file) at \(moment) wants \(expected), differs in \(problems)", problems.isEmpty)
        }
    }

    /// What differs, by name.
    private static func problems(_ verdict: PrintedVerdict, _ entry: Object, _ one: Object, _ expected: Object) throws -> [String] {
        let status = try #require(expected["status"] as? String)
        if status.hasPrefix("reject") {
            let code = try #require(broken.first { status.hasPrefix($0.words) }?.code)
            return verdict.codes == [code] && verdict.status == "Invalid" ? [] : ["reason"]
        }
        if status == "NoMatch" { return verdict.status == status && verdict.codes == ["tcb_level_missing"] ? [] : ["level"] }
        let claims = try #require(entry["claims"] as? Object)
        let level = try enclaveLevel(one, entry)
        let advisories = Set(expected["advisory_ids"] as? [String] ?? []).union(level["advisoryIDs"] as? [String] ?? [])
        var problems = differences(of: claims, from: verdict.claims)
        func check(_ name: String, _ holds: Bool) { if !holds { problems.append(name) } }
        let flags = entry["policy_flags"] as? Object ?? [:]
        check("status", verdict.status == status)
        check("advisories", verdict.advisories == advisories.sorted())
        check("debug", verdict.debug == (flags["debug"] as? Bool ?? false))
        check("codes", Set(verdict.codes) == codes(status, advisories, flags, claims))
        let levels = verdict.claims["tcb_levels"] as? Object ?? [:]
        check("platform", levels["platform"] as? String == expected["platform"] as? String)
        check("qe", levels["qe"] as? String == expected["qe"] as? String)
        // A module of version 0 is judged with the platform.
        let isOwn = !((claims["tee_tcb_svn"] as? String)?.dropFirst(2).hasPrefix("00") ?? true)
        check("module", levels["tdx_module"] as? String == (isOwn ? expected["tdx_module"] as? String : nil))
        // Dates sort as texts. That of the module at launch, of a domain that should be relaunched, may be older still.
        let dates = [expected["tcb_date"], level["tcbDate"]].compactMap { $0 as? String }
        let date = try #require(verdict.claims["tcb_date"] as? String)
        check("date", status.hasPrefix("TDRelaunch") ? date <= dates.min() ?? "" : date == dates.min())
        return problems
    }

    /// The quoting enclave's level in Intel's identity: the index has date and advisories of the platform and the module alone.
    private static func enclaveLevel(_ one: Object, _ entry: Object) throws -> Object {
        let identity = try SharedVectors.object(try #require(one["qe_identity"] as? String))["enclaveIdentity"] as? Object
        let version = try #require((entry["qe"] as? Object)?["isvsvn"] as? Int)
        let levels = try #require(identity?["tcbLevels"] as? [Object])
        return try #require(levels.first { (($0["tcb"] as? Object)?["isvsvn"] as? Int ?? .max) <= version })
    }

    /// What a careful policy has against it: all of it, and no more.
    private static func codes(_ status: String, _ advisories: Set<String>, _ flags: Object, _ claims: Object) -> Set<String> {
        var codes: Set<String> = []
        if status != "UpToDate" {
            codes.insert("tcb_status_not_accepted")
            if !advisories.isEmpty { codes.insert("advisory_not_accepted") }
        }
        if flags["debug"] as? Bool == true { codes.insert("debug_enabled") }
        if flags["sept_ve_disable"] as? Bool == false { codes.insert("sept_ve_not_disabled") }
        if flags["mrservicetd_nonzero"] as? Bool == true { codes.insert("service_td_not_accepted") }
        // MIGRATABLE is bit 29 of TDATTRIBUTES; PROVISIONKEY is bit 4 of an enclave's.
        let domain = (claims["tdattributes"] as? String).flatMap { UInt8($0.dropFirst(6).prefix(2), radix: 16) } ?? 0
        let enclave = (claims["attributes"] as? String).flatMap { UInt8($0.prefix(2), radix: 16) } ?? 0
        if domain & 0x20 != 0 || enclave & 0x30 != 0 { codes.insert("attributes_not_accepted") }
        return codes
    }

    /// The names of claims that both have as text, number or flag and that are not equal.
    static func differences(of wanted: Object, from found: Object) -> [String] {
        var compared = 0
        let differing = wanted.filter { name, value in
            guard let own = found[name] as? NSObject, let value = value as? NSObject else { return false }
            if let own = own as? String, let value = value as? String {
                compared += 1
                return own.lowercased() != value.lowercased()
            }
            guard let own = own as? NSNumber, let value = value as? NSNumber else { return false }
            compared += 1
            return own != value
        }
        return differing.map(\.key) + (compared < 3 ? ["too few claims"] : [])
    }
}
