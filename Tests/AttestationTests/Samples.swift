import Attestation
import Crypto
import Testing
import Wire

@testable import SoftwareTEE

/// Values that the tests share.
enum Samples {
    static let time: UInt64 = 1_800_000_000

    static func bytes(_ value: UInt8, _ count: Int) -> [UInt8] { [UInt8](repeating: value, count: count) }

    static func reportData(_ value: UInt8 = 6) throws -> ReportData { try ReportData(bytes(value, 64)) }

    static func root(_ seed: UInt8 = 1, hardware: UInt8 = 2) throws -> SoftwareRoot {
        try SoftwareRoot(
            key: P256.Signing.PrivateKey(rawRepresentation: bytes(seed, 32)), sealingSecret: SymmetricKey(data: bytes(seed + 16, 32)),
            hardwareID: bytes(hardware, 16))
    }

    static func report(_ change: (inout SoftwareReport) throws -> Void = { _ in }) throws -> SoftwareReport {
        var report = SoftwareReport(
            role: .control, isDebug: false, securityVersion: 3, hardwareID: bytes(2, 16), measurement: bytes(4, 32),
            configurationDigest: bytes(5, 32), reportData: try reportData())
        try change(&report)
        return report
    }

    static func evidence(root seed: UInt8 = 1, _ change: (inout SoftwareReport) throws -> Void = { _ in }) throws -> Evidence {
        try root(seed).evidence(for: report(change))
    }

    static func measurement(_ value: UInt8 = 4) throws -> Measurement { try Measurement(platform: .softwareTEE, digest: bytes(value, 32)) }

    static func verifier(root seed: UInt8 = 1) throws -> SoftwareVerifier {
        try SoftwareVerifier(roots: TrustRoots(platform: .softwareTEE, keys: [root(seed).publicKey]))
    }

    /// A policy that accepts the sample evidence.
    static func policy(accepting dangers: Set<AppraisalPolicy.Danger> = [.unsafeAcceptSoftwareTEE]) throws -> AppraisalPolicy {
        let measurement = try measurement()
        return AppraisalPolicy(accepting: dangers) { MeasurementIsAccepted(control: [measurement], executor: [measurement]) }
    }

    static func appraise(
        _ evidence: Evidence, policy: AppraisalPolicy? = nil, reportData: ReportData? = nil, role: NodeRole = .control
    ) throws -> Appraisal {
        try Appraiser(verifiers: [verifier()], policy: policy ?? Self.policy())
            .appraise(evidence, reportData: reportData ?? Self.reportData(), role: role, at: time)
    }

    static func codes(_ appraisal: Appraisal) -> [AppraisalFailure.Code] { appraisal.failures.map(\.code) }
}

extension Platform {
    static let unknown: Platform? = try? Platform(wireBytes: [0xff, 0xfe])
}
