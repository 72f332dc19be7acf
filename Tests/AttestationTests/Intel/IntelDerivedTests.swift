import Testing
import Wire

@testable import Attestation

/// Real quotes and collateral with one thing changed: each is refused for that thing.
@Suite(.enabled(if: SharedEvidence.isThere, SharedEvidence.absence))
struct IntelDerivedTests {
    /// What refuses a file, by what its name says was changed.
    private static let reasons: [(part: String, refusals: [EvidenceRefusal])] = [
        ("header_flip_user_data", [.reportSignature]), ("header_bad_vendor", [.unsupported]), ("header_att_key_type_3", [.unsupported]),
        ("body_flip", [.reportSignature]), ("sig_flip", [.reportSignature]), ("sig_zero", [.reportSignature]),
        ("qe_report_flip", [.quotingEnclave]), ("qe_auth_flip", [.keyBinding]),
        ("pck_leaf_flip", [.chainInvalid, .endorsementMalformed]), ("truncated", [.malformed]), ("siglen_overflow", [.malformed]),
        ("wrong_pck_crl_issuer", [.revocationListMissing]), ("empty_pck_crl", [.revocationListMissing]),
        ("tampered_tcb_info", [.collateralSignature]), ("reserialized_tcb_info", [.collateralSignature]),
        ("tampered_qe_identity", [.collateralSignature]), ("expired_collateral", [.collateralExpired, .revocationListExpired]),
        // One platform's own certificate was not yet issued either.
        ("future_collateral", [.collateralExpired, .revocationListExpired, .certificateExpired]), ("fmspc_mismatch", [.collateralMismatch]),
        ("wrong_qe_identity_type", [.collateralMismatch]),
    ]

    @Test func `[1][2][6][7][11][12] Every changed quote and collateral is refused for what was changed`() throws {
        let entries = try IntelIndex.entries("derived-negative")
        #expect(entries.count >= 42)
        for entry in entries {
            let isQuote = entry.file.hasSuffix(".bin")
            // Of some bases only a copy is there, with another time.
            let base = entry.collateral_set?.replacing("v5_base", with: "v5_col_expired").replacing("v3_base", with: "v3_col_expired")
            let set = try IntelSet(isQuote ? try #require(base) : entry.file)
            let bytes = try SharedEvidence.bytes(isQuote ? entry.file : set.quote)
            let time = try IntelIndex.time(entry.as_of ?? set.as_of)
            if entry.file.contains("trailing_bytes") {
                #expect(try IntelVerifier.report(bytes, set.endorsements(), at: time).standing?.status == .upToDate)
                continue
            }
            let error = #expect(throws: AttestationError.self, "\(entry.file)") {
                try IntelVerifier.report(bytes, set.endorsements(), at: time)
            }
            let reason = try #require(Self.reasons.first { entry.file.contains($0.part) }, "\(entry.file)")
            #expect(error?.refusal.map(reason.refusals.contains) == true, "\(entry.file): \(String(describing: error))")
        }
    }

    @Test func `The collateral that they were made from is good`() throws {
        for file in ["derived/tdx/v4_base_collateral.json"] {
            let set = try IntelSet(file)
            let report = try IntelVerifier.report(SharedEvidence.bytes(set.quote), set.endorsements(), at: IntelIndex.time(set.as_of))
            #expect(report.standing?.status == .upToDate && report.standing?.advisories.isEmpty == true)
        }
    }
}
