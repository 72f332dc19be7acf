import Testing

@testable import Commands

/// Real evidence or collateral with some bytes changed: refused, and for the reason that was made.
enum DerivedCase {
    /// What the index says is wrong, by the words it begins with, and the codes that say the same.
    static let reasons: [(words: String, codes: Set<String>)] = [
        ("reject: quote signature", ["report_signature"]),
        ("reject: unknown QE vendor", ["malformed", "unsupported"]),
        ("reject: unsupported attestation key type", ["unsupported", "malformed"]),
        ("reject: QE report signature", ["quoting_enclave", "key_binding"]),
        ("reject: QE report_data", ["key_binding", "quoting_enclave"]),
        ("reject: PCK chain", ["chain_invalid", "malformed", "endorsement_malformed"]),
        ("reject: parse", ["malformed"]),
        ("reject: CRL issuer", ["revocation_list_missing", "revocation_list_invalid"]),
        ("reject: CRL required", ["revocation_list_missing"]),
        ("reject: TCB info signature", ["collateral_signature"]),
        ("reject: QE identity signature", ["collateral_signature"]),
        ("reject: TCB info/QE identity/CRL expired", ["collateral_expired", "revocation_list_expired", "certificate_expired"]),
        ("reject: issueDate", ["collateral_expired", "revocation_list_expired", "certificate_expired"]),
        ("reject: FMSPC", ["collateral_mismatch", "endorsement_missing"]),
        ("reject: QE identity id", ["collateral_mismatch", "endorsement_missing"]),
        ("reject: signature and VEK TCB", ["report_signature", "tcb_mismatch"]),
        ("reject: signature and HWID", ["report_signature", "platform_mismatch"]),
        ("reject: signature / unsupported version", ["unsupported"]),
        ("reject: signature/order", ["report_signature", "chain_untrusted", "chain_invalid"]),
        ("reject: signature", ["report_signature"]),
        ("reject: r out of range", ["report_signature", "malformed"]),
        ("reject: unknown algorithm", ["unsupported"]),
        ("reject: length", ["malformed"]),
        ("reject recommended", ["malformed"]),
        ("reject: trailing data", ["malformed"]),
        ("reject: leaf/zonal certificate expired", ["certificate_expired"]),
        ("reject", ["report_signature"]),
    ]

    static func run(_ entry: SharedVectors.Object, into tally: inout IndexTally) throws {
        let file = try #require(entry["file"] as? String)
        let expected = (entry["expected"] as? SharedVectors.Object)?["status"] as? String ?? ""
        let isSet = file.contains("_col_")
        var endorsements = [isSet ? file : entry["collateral_set"] as? String].compactMap { $0 }
        if let collateral = entry["collateral"] as? SharedVectors.Object {
            endorsements += ["vek", "ask", "ark"].compactMap { collateral[$0] as? String } + (collateral["crl"] as? [String] ?? [])
        }
        let subject = isSet ? try #require(entry["derived_from"] as? String) : file
        let verdict = try PrintedVerdict(subject, endorsements: endorsements, at: entry["as_of"] as? String ?? "2025-06-05T12:39:06Z")
        // Zeros after a quote's declared length are what several devices write: they are passed over.
        if expected.hasPrefix("implementation choice") {
            tally.count(verdict, of: file, verdict.result == "verified")
            return
        }
        let wanted = reasons.first { expected.hasPrefix($0.words) }?.codes ?? []
        tally.count(verdict, of: "\(file) wants \(expected)", verdict.codes.count == 1 && wanted.isSuperset(of: verdict.codes))
    }
}
