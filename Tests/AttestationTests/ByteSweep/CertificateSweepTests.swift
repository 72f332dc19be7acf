import Testing

@testable import Attestation

/// Every truncation and every changed byte of certificates and revocation lists, read and held against their issuer's key.
@Suite(.enabled(if: SharedEvidence.isThere, SharedEvidence.absence)) struct CertificateSweepTests {
    private static func certificate(_ path: String) throws -> X509Certificate {
        try X509Certificate(der: SharedEvidence.bytes("collateral/\(path)"))
    }

    /// What a certificate says, all of it; throws unless its issuer signed it.
    private static func meaning(_ der: [UInt8], _ issuer: X509Certificate) throws -> String {
        let read = try X509Certificate(der: der)
        guard read.issuerDER == issuer.subjectDER, read.isSigned(by: issuer) else {
            throw AttestationError(refusing: .chainInvalid, "not signed")
        }
        return "\(read.signedBytes)"
    }

    @Test(arguments: [
        ("intel/certs/TCB_Signing_2025.der", "intel/certs/SGX_Root_CA.der"),
        ("intel/certs/PCK_Platform_CA.der", "intel/certs/SGX_Root_CA.der"),
        ("amd/milan/vcek_01ad0822.der", "amd/milan/ask.der"), ("amd/turin/ask.der", "amd/turin/ark.der"),
        ("aws/nitro_root_G1.der", "aws/nitro_root_G1.der"),
    ])
    func `[1][2] No byte of a certificate can be changed`(path: String, issuer: String) async throws {
        let issuer = try Self.certificate(issuer)
        let sweep = ByteSweep(name: path, bytes: try SharedEvidence.bytes("collateral/\(path)")) { try Self.meaning($0, issuer) }
        let complaints = try await sweep.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
    }

    @Test(arguments: [
        ("intel/crl/root_20260226T130400_c114be.crl.der", "intel/certs/SGX_Root_CA.der"),
        ("intel/crl/processor_20260112T162132_6c7a9f.crl.der", "intel/certs/PCK_Processor_CA.der"),
        ("amd/milan/crl_20250506.der", "amd/milan/ark.der"), ("amd/genoa/crl_20241023.der", "amd/genoa/ark.der"),
    ])
    func `[1][2] No byte of a revocation list can be changed`(path: String, issuer: String) async throws {
        let issuer = try Self.certificate(issuer)
        let sweep = ByteSweep(name: path, bytes: try SharedEvidence.bytes("collateral/\(path)")) { der in
            let list = try X509RevocationList(der: der)
            let time = UInt64(clamping: list.window.lowerBound)
            return "\(try CurrentRevocationList(list, of: issuer, at: time).list.signedBytes)"
        }
        let complaints = try await sweep.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
    }
}
