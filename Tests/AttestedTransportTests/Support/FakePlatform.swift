import Attestation
import AttestedTransport
import Crypto
import Wire

/// A platform for these tests: a P-256 key signs role, measurement and report data. Claims come out only through the `Appraiser`.
struct FakePlatform: Sendable {
    let root = P256.Signing.PrivateKey()
    let good = [UInt8](repeating: 7, count: 32)

    /// What quotes for a node on machine 1, unless it is on another.
    func source(_ role: NodeRole, measurement: [UInt8]? = nil, machine: UInt8 = 1) -> FakeSource {
        FakeSource(root: root, role: role, measurement: measurement ?? good, machine: machine)
    }

    static func hardware(_ machine: UInt8) throws(AttestationError) -> HardwareID {
        try HardwareID(platform: .tdx, bytes: [UInt8](repeating: machine, count: 16))
    }

    /// Accepts the good measurement in either role, on machine 1.
    func appraiser() throws -> Appraiser {
        let measurement = try Measurement(platform: .tdx, digest: good)
        let hardware = try Self.hardware(1)
        return Appraiser(
            verifiers: [FakeVerifier(root: root.publicKey)],
            policy: AppraisalPolicy {
                MeasurementIsAccepted(control: [measurement], executor: [measurement])
                HardwareIsAccepted([hardware])
            })
    }
}

struct FakeSource: EvidenceSource {
    let root: P256.Signing.PrivateKey
    let role: NodeRole
    let measurement: [UInt8]
    var machine: UInt8 = 1
    var delay: Duration?

    func evidence(for reportData: ReportData) async throws -> Evidence {
        if let delay { try await Task.sleep(for: delay) }
        let body = [role.rawValue, machine] + measurement + reportData.bytes
        return try Evidence(platform: .tdx, bytes: body + Array(try root.signature(for: body).rawRepresentation))
    }
}

struct FakeVerifier: EvidenceVerifier {
    let root: P256.Signing.PublicKey
    let platform = Platform.tdx

    func authenticate(
        _ evidence: Evidence, with endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> AuthenticReport {
        let body = Array(evidence.bytes.dropLast(64))
        guard evidence.bytes.count == 162, let role = NodeRole(rawValue: evidence.bytes[0]),
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: evidence.bytes.suffix(64)),
            root.isValidSignature(signature, for: body)
        else { throw AttestationError(.malformed, "the evidence is not of the test's platform") }
        return AuthenticReport(
            platform: .tdx, measurement: try Measurement(platform: .tdx, digest: Array(body[2..<34])), role: role,
            configurationDigest: [UInt8](repeating: 0, count: 32), securityVersion: 1, isDebug: false,
            hardwareID: try FakePlatform.hardware(body[1]),
            reportData: try ReportData(Array(body[34..<98])))
    }
}

/// A party with a key in memory.
struct FakeParty: Sendable {
    let key = P256.Signing.PrivateKey()

    var signingKey: [UInt8] { Array(key.publicKey.x963Representation) }

    var credential: SessionInitiatorSettings.Credential {
        .party(signingKey: signingKey) { Array(try key.signature(for: $0).rawRepresentation) }
    }
}
