import Foundation
import Testing

@testable import Commands

/// Real evidence or collateral with some bytes changed: refused, and for the reason that was made.
enum DerivedCase {
    /// The one reason of each change, by the part of the file's name behind the sample's.
    static let reasons: [(end: String, code: String)] = [
        ("header_flip_user_data.bin", "report_signature"), ("header_bad_vendor.bin", "unsupported"),
        ("header_att_key_type_3.bin", "unsupported"), ("body_flip_report_data.bin", "report_signature"),
        ("body_flip_measurement.bin", "report_signature"), ("sig_flip.bin", "report_signature"), ("sig_zero.bin", "report_signature"),
        ("qe_report_flip.bin", "quoting_enclave"), ("qe_auth_flip.bin", "key_binding"), ("pck_leaf_flip.bin", "chain_invalid"),
        ("truncated.bin", "malformed"), ("siglen_overflow.bin", "malformed"),
        ("col_wrong_pck_crl_issuer.json", "revocation_list_missing"), ("col_tampered_tcb_info.json", "collateral_signature"),
        ("col_reserialized_tcb_info.json", "collateral_signature"), ("col_tampered_qe_identity.json", "collateral_signature"),
        // Lists are looked at first; the third sample's machine is younger still.
        ("col_expired_collateral.json", "revocation_list_expired"), ("v5_col_future_collateral.json", "certificate_expired"),
        ("col_future_collateral.json", "revocation_list_expired"), ("col_empty_pck_crl.json", "revocation_list_missing"),
        ("col_fmspc_mismatch.json", "collateral_mismatch"), ("col_wrong_qe_identity_type.json", "collateral_mismatch"),
        ("report_data_flip.bin", "report_signature"), ("policy_debug_set.bin", "report_signature"),
        ("measurement_flip.bin", "report_signature"), ("reported_tcb_down.bin", "report_signature"),
        ("chip_id_flip.bin", "report_signature"), ("sig_r_flip.bin", "report_signature"), ("sig_r_high_byte.bin", "report_signature"),
        ("sig_big_endian.bin", "report_signature"), ("sigalgo_2.bin", "unsupported"), ("version_9.bin", "unsupported"),
        ("reserved_tail_nonzero.bin", "malformed"), ("payload_pcr0_zero.bin", "report_signature"),
        ("cabundle_reversed.bin", "chain_untrusted"), ("trailing_byte.bin", "malformed"), ("unprotected_nonempty.bin", "malformed"),
        // The document itself, four hours later.
        ("NitroValidator.t.sol.69d51f98.cose.bin", "certificate_expired"),
    ]

    /// The set that the index names; where it is not there, the one in `sets` of the same quote and moment, or the same set under another moment.
    private static func collateralSet(of entry: SharedVectors.Object) throws -> String? {
        guard let named = entry["collateral_set"] as? String else { return nil }
        if FileManager.default.fileExists(atPath: SharedVectors.path(named)) { return named }
        for name in try FileManager.default.contentsOfDirectory(atPath: SharedVectors.path("sets")) {
            let set = try SharedVectors.object("sets/" + name)
            if set["quote"] as? String == entry["derived_from"] as? String, set["as_of"] as? String == entry["as_of"] as? String {
                return "sets/" + name
            }
        }
        return named.replacing("v3_base_collateral", with: "v3_col_expired_collateral")
    }

    static func run(_ entry: SharedVectors.Object, into tally: inout IndexTally) throws {
        let file = try #require(entry["file"] as? String)
        let expected = (entry["expected"] as? SharedVectors.Object)?["status"] as? String ?? ""
        let isSet = file.contains("_col_")
        var endorsements = [isSet ? file : try collateralSet(of: entry)].compactMap { $0 }
        if let collateral = entry["collateral"] as? SharedVectors.Object {
            endorsements += ["vek", "ask", "ark"].compactMap { collateral[$0] as? String } + (collateral["crl"] as? [String] ?? [])
        }
        let subject = isSet ? try #require(entry["derived_from"] as? String) : file
        let verdict = try PrintedVerdict(subject, endorsements: endorsements, at: entry["as_of"] as? String ?? "2025-06-05T12:39:06Z")
        // Zeros after a quote's declared length are what several devices write: they are passed over.
        if expected.hasPrefix("implementation choice") {
            tally.count(verdict, of: file, verdict.result == "verified" && verdict.status == "UpToDate")
            return
        }
        let name = String(try #require(file.split(separator: "/").last))
        let wanted = try #require(reasons.first { name.hasSuffix($0.end) }?.code, "nothing is expected of \(file)")
        tally.count(verdict, of: "\(file) wants \(wanted)", verdict.codes == [wanted])
    }
}
