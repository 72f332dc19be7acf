public import Attestation
public import Crypto

/// Authenticates software evidence under its roots. It says who signed, and nothing about safety: there is none.
public struct SoftwareVerifier: EvidenceVerifier {
    private let roots: [P256.Signing.PublicKey]

    /// A verifier for the roots; throws `invalidTrust` for roots of another platform.
    public init(roots: TrustRoots) throws(AttestationError) {
        guard roots.platform == .softwareTEE else {
            throw AttestationError(.invalidTrust, "roots of \(roots.platform) do not sign for the software TEE")
        }
        do {
            self.roots = try roots.keys.map { try P256.Signing.PublicKey(x963Representation: $0) }
        } catch {
            throw AttestationError(.invalidTrust, "a root of the software TEE is not a P-256 public key")
        }
    }

    /// A verifier for one root.
    public init(root: P256.Signing.PublicKey) { roots = [root] }

    public var platform: Platform { .softwareTEE }

    public func authenticate(
        _ evidence: Evidence, with endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> AuthenticReport {
        guard evidence.platform == .softwareTEE else {
            throw AttestationError(.malformed, "the evidence is not the software TEE's")
        }
        let (report, bytes) = try SoftwareReport.parse(evidence.bytes)
        let message = SoftwareReport.message(evidence.bytes.prefix(SoftwareReport.signedLength))
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: bytes),
            roots.contains(where: { $0.isValidSignature(signature, for: message) })
        else {
            throw AttestationError(.notAuthentic, "the software evidence is not signed by a trusted root")
        }
        return AuthenticReport(
            platform: .softwareTEE,
            measurement: try Measurement(platform: .softwareTEE, digest: report.measurement),
            role: report.role,
            configurationDigest: report.configurationDigest,
            securityVersion: report.securityVersion,
            isDebug: report.isDebug,
            hardwareID: try HardwareID(platform: .softwareTEE, bytes: report.hardwareID),
            reportData: report.reportData)
    }
}

extension TrustFile {
    /// An appraiser that follows this file: its policy, and a verifier for each platform in it. `releases` is what is known of its
    /// auditors' manifests; without it, roles that follow auditors accept no software.
    public func softwareAppraiser(following releases: ReleaseStore? = nil) throws(AttestationError) -> Appraiser {
        var verifiers = hardwareVerifiers()
        if let softwareRoots { verifiers.append(try SoftwareVerifier(roots: softwareRoots)) }
        return Appraiser(verifiers: verifiers, policy: policy(following: releases))
    }
}
