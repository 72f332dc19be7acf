import Crypto
import Testing

@testable import Attestation

/// A processor's verifier that believes everything, for tests of what stands on top of it.
struct BelievingProcessor: EvidenceVerifier {
    let platform: Platform

    func authenticate(_ evidence: Evidence, with endorsements: Endorsements, at time: UInt64) throws(AttestationError) -> AuthenticReport {
        // Report data at 0x50 of an SEV-SNP report, and at 48 + 520 of a TDX quote.
        let offset = platform == .sevSNP ? 0x50 : 568
        let data = try ReportData(Array(evidence.bytes[offset..<offset + 64]))
        return AuthenticReport(
            platform: platform, measurement: try Measurement(platform: platform, digest: Samples.bytes(7, 48)), role: .control,
            configurationDigest: Samples.bytes(1, 32), securityVersion: 3, isDebug: false,
            hardwareID: try HardwareID(platform: platform, bytes: Samples.bytes(9, 64)), reportData: data)
    }
}

/// Azure's evidence as its tools write it.
enum AzureSample {
    static let folder = "azure-vtpm/confidential-containers_trustee/"

    static func evidence(_ name: String) throws -> AzureEvidence { try AzureEvidence(EvidenceEntry.bytes(folder + name)) }

    static func report(_ name: String) throws -> [UInt8] { try EvidenceEntry.bytes(folder + name) }

    static func verifier(_ platform: Platform) throws -> AzureVerifier {
        try #require(AzureVerifier(hardware: BelievingProcessor(platform: platform)))
    }
}
