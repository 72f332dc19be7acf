/// The TPM's attestation key is one that is listed, whoever vouches for it.
public struct AttestationKeyIsAccepted: EvidenceRequirement {
    private let names: Set<AttestationKeyName>

    /// The accepted keys; none if empty.
    public init(_ names: Set<AttestationKeyName>) { self.names = names }

    public var summary: String { "the TPM's attestation key is accepted" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        let found = report.details.tpm?.key?.names ?? []
        guard names.isDisjoint(with: found) else { return [] }
        return [
            AppraisalFailure(
                .attestationKeyNotAccepted,
                found: found.isEmpty ? "no attestation key" : found.map(\.description).joined(separator: " or "),
                wanted: AllowList.text(names.map(\.description).sorted(), of: "accepted attestation key"))
        ]
    }
}
