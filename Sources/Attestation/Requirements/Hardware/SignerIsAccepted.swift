import Wire

/// SGX: the enclave's signer, product and version are on the list.
public struct SignerIsAccepted: EvidenceRequirement {
    private let signers: [EnclaveSigner]

    /// The accepted signers; none if empty.
    public init(_ signers: [EnclaveSigner]) { self.signers = signers }

    public var summary: String { "the enclave's signer, product and version are accepted" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard let body = report.details.enclave else {
            return [AppraisalFailure(.signerNotAccepted, found: "no enclave", wanted: "an enclave of an accepted signer")]
        }
        let isAccepted = signers.contains {
            $0.signer == body.signerMeasurement && $0.product == body.productID && $0.minimumVersion <= body.securityVersion
        }
        guard !isAccepted else { return [] }
        let listed = signers.map { "signer \($0.signer.hex) product \($0.product) version \($0.minimumVersion) or later" }
        return [
            AppraisalFailure(
                .signerNotAccepted,
                found: "signer \(body.signerMeasurement.hex) product \(body.productID) version \(body.securityVersion)",
                wanted: AllowList.text(listed, of: "accepted signer"))
        ]
    }
}
