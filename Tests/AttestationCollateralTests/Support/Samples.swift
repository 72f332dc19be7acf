import Wire

@testable import Attestation
@testable import AttestationCollateral

/// Genuine evidence and the pieces of it that tests ask for.
enum Sample {
    static let sgxSet = "sgx_c81a90ee_2026-08-11"
    static let tdxSet = "tdx_f1c85033_2026-08-28"

    /// A quote with its set, and the family that its certificate names.
    static func quote(_ name: String, _ platform: Platform) throws -> (set: Vectors.IntelSet, evidence: Evidence, fmspc: String) {
        let set = try Vectors.set(name)
        let bytes = try Vectors.bytes(set.quote)
        let chain = try PCKChain(Quote(bytes).signature.certification)
        return (set, try Evidence(platform: platform, bytes: bytes), chain.platform.fmspc.hex)
    }

    static func report(_ file: String) throws -> Evidence {
        try Evidence(platform: .sevSNP, bytes: Array(try Vectors.bytes(file).prefix(SNPReport.length)))
    }

    /// 2025-06-05, when the newest list of Milan's root was current.
    static let milanTime: UInt64 = 1_749_127_146
    /// 2025-02-23, of Genoa's.
    static let genoaTime: UInt64 = 1_740_277_308
    static let milanReport = "snp/confidential-containers_trustee/test-report.bin"
    static let genoaReport = "snp/confidential-containers_trustee/evidence-genoa.json.227a641d.snp-report.bin"
    static let turinReport = "snp/project-oak_oak/turin_oc_evidence.binarypb.3f44a09b.snp-report.bin"
    static let laterTurinReport = "snp/microsoft_TEE-Attestation-Verification/turin_attestation_report.bin"
    /// 2026-04-01, when the keys of both were valid.
    static let turinTime: UInt64 = 1_775_001_600
    static let vlekReport = "snp/confidential-containers_trustee/test-vlek-report.bin"

    /// Intel's root list: the smallest genuine piece, and what tests of transport ask for.
    static func rootList() throws -> (body: [UInt8], window: ClosedRange<Int64>) {
        let body = [UInt8](hex: try Vectors.set(sgxSet).collateral.root_ca_crl) ?? []
        return (body, try X509RevocationList(der: body).window)
    }
}
