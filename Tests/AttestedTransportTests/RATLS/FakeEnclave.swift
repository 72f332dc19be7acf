import Attestation
import AttestedTransport
import Crypto
import Wire

/// An SGX platform for these tests: quotes of the right form, signed by a key that only its own verifier trusts.
struct FakeEnclave: EvidenceSource, EvidenceVerifier {
    var root = P256.Signing.PrivateKey()
    var role = NodeRole.control
    /// Bits 0 and 2: initialised, 64 bits.
    var flags: UInt8 = 0b101
    var measurement: UInt8 = 0x11

    var platform: Platform { .sgx }

    func evidence(for reportData: ReportData) async throws -> Evidence { try Evidence(platform: .sgx, bytes: quote(reportData.bytes)) }

    /// A quote of version 3 over 64 bytes; the role stands where a product id does.
    func quote(_ reportData: [UInt8]) throws -> [UInt8] {
        let vendor: [UInt8] = [0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07]
        let signed = [3, 0, 2, 0, 0, 0, 0, 0, 9, 0, 13, 0] + vendor + zeros(20) + body(reportData)
        let signature = Array(try root.signature(for: signed).rawRepresentation)
        let data = signature + zeros(64) + body(zeros(64)) + zeros(64) + [0, 0] + [5, 0, 1, 0, 0, 0, 0x0a]
        return signed + [UInt8(data.count & 0xff), UInt8(data.count >> 8), 0, 0] + data
    }

    func authenticate(
        _ evidence: Evidence, with endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> AuthenticReport {
        let quote = try ParsedQuote(evidence)
        guard case .intel(let parts) = quote.kind, case .sgx(let body) = parts.body,
            let role = NodeRole(rawValue: UInt8(truncatingIfNeeded: body.productID)),
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: parts.signature.signature),
            root.publicKey.isValidSignature(signature, for: parts.signedBytes)
        else { throw AttestationError(.notAuthentic, "the quote is not of the test's platform") }
        return AuthenticReport(
            platform: .sgx, measurement: quote.measurement, role: role, configurationDigest: zeros(32), securityVersion: 1,
            isDebug: quote.isDebug, hardwareID: try HardwareID(platform: .sgx, bytes: [UInt8](repeating: 1, count: 16)),
            reportData: quote.reportData)
    }

    /// Accepts this enclave, and nodes of another platform if one is given.
    func appraiser(and other: FakePlatform? = nil) throws -> Appraiser {
        var accepted = [try Measurement(platform: .sgx, digest: [UInt8](repeating: measurement, count: 32))]
        var verifiers: [any EvidenceVerifier] = [self]
        if let other {
            accepted.append(try Measurement(platform: .tdx, digest: other.good))
            verifiers.append(FakeVerifier(root: other.root.publicKey))
        }
        let software = MeasurementIsAccepted(control: accepted, executor: accepted)
        return Appraiser(verifiers: verifiers, policy: AppraisalPolicy { software })
    }

    private func body(_ reportData: [UInt8]) -> [UInt8] {
        var body = zeros(384)
        body[48] = flags
        for index in 64..<96 { body[index] = measurement }
        for index in 128..<160 { body[index] = 0x55 }
        body[256] = role.rawValue
        body.replaceSubrange(320..<384, with: reportData)
        return body
    }

    private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}
