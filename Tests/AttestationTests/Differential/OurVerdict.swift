@testable import Attestation

/// What our verifiers say of a case.
struct OurVerdict {
    let status: String?
    let advisories: [String]
    /// The check that failed, and its sentence.
    let refused: (code: String, sentence: String)?

    init(on parts: QuoteParts, at time: UInt64) {
        do {
            let quote = parts["quote"]
            let platform: Platform = quote.count > 4 && quote[4] == 0 ? .sgx : .tdx
            let verifier = IntelVerifier(platform: platform == .sgx ? .sgx : .tdx)
            let report = try verifier.authenticate(
                try Evidence(platform: platform, bytes: quote), with: try parts.endorsements(), at: time)
            status = report.standing?.status.rawValue
            advisories = report.standing?.advisories ?? []
            refused = nil
        } catch {
            status = nil
            advisories = []
            let error = error as? AttestationError
            refused = (error?.refusal?.description ?? "malformed", error?.message ?? "")
        }
    }

    /// Whether both refuse, or give the same status for the same advisories.
    func agrees(with theirs: DcapQvl.Verdict) -> Bool {
        status == theirs.status && (status == nil || advisories == theirs.advisories)
    }
}
