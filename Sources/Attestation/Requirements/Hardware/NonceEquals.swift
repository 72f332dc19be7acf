import Wire

/// The evidence was made for a nonce: all of the caller's field is compared, never a prefix.
///
/// SGX, TDX and SEV-SNP: the 64 bytes of report data. Nitro: the field `nonce`. TPM and Azure: `extraData`.
struct NonceEquals: EvidenceRequirement {
    private let nonce: [UInt8]
    init(_ nonce: [UInt8]) { self.nonce = nonce }

    var summary: String { "it was made for the nonce" }

    func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        let found = report.callerData
        guard found != nonce else { return [] }
        let length = found.map { " of \($0.count) bytes" } ?? ""
        return [
            AppraisalFailure(
                .nonceMismatch, found: found.map { $0.isEmpty ? "an empty nonce" : $0.hex } ?? "no nonce",
                wanted: "\(nonce.hex), \(nonce.count) bytes, and all of the field\(length)")
        ]
    }
}
