import Attestation
import Crypto
import Wire

/// A platform vendor of the tests: its key signs whatever report it is asked for, so that a test can play honest nodes and attackers alike.
struct TestHardware: EvidenceVerifier {
    static let good = [UInt8](repeating: 7, count: 32)
    static let bad = [UInt8](repeating: 9, count: 32)

    let platform = Platform.sevSNP
    let key = SymmetricKey(data: [UInt8](repeating: 5, count: 32))

    func evidence(
        _ reportData: ReportData, role: NodeRole, measurement: [UInt8] = TestHardware.good,
        configuration: [UInt8] = [UInt8](repeating: 0, count: 32),
        machine: UInt8 = 1, padding: Int = 0
    ) throws -> Evidence {
        var writer = ByteWriter()
        writer.fixed(reportData.bytes)
        writer.value(role)
        writer.fixed(measurement)
        writer.fixed(configuration)
        writer.u8(machine)
        writer.fixed([UInt8](repeating: 0, count: padding))
        writer.fixed(Array(HMAC<SHA256>.authenticationCode(for: writer.bytes, using: key)))
        return try Evidence(platform: platform, bytes: writer.bytes)
    }

    func authenticate(
        _ evidence: Evidence, with endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> AuthenticReport {
        do {
            guard
                HMAC<SHA256>.isValidAuthenticationCode(
                    evidence.bytes.suffix(32), authenticating: evidence.bytes.dropLast(32), using: key)
            else { throw WireError.invalid("a wrong signature") }
            var reader = ByteReader(evidence.bytes)
            let reportData = try ReportData(from: &reader)
            let role = try NodeRole(from: &reader)
            let measurement = try Measurement(platform: platform, digest: try reader.fixed(32))
            let configuration = try reader.fixed(32)
            let machine = try HardwareID(platform: platform, bytes: [UInt8](repeating: try reader.u8(), count: 8))
            return AuthenticReport(
                platform: platform, measurement: measurement, role: role, configurationDigest: configuration, securityVersion: 1,
                isDebug: false, hardwareID: machine, reportData: reportData)
        } catch { throw AttestationError(.notAuthentic, "not of this hardware") }
    }

    /// Accepts the good measurement on the first machine alone.
    func appraiser() throws -> Appraiser {
        let good = try Measurement(platform: platform, digest: TestHardware.good)
        return Appraiser(
            verifiers: [self],
            policy: AppraisalPolicy(
                software: MeasurementIsAccepted(control: [good], executor: [good]),
                and: [try HardwareIsAccepted([HardwareID(platform: platform, bytes: [UInt8](repeating: 1, count: 8))])]))
    }
}
