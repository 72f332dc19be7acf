import Attestation
import Wire

/// What a home knows of its auditors' releases at a time.
struct ReleaseStatus: Report {
    let releases: String
    let set: UInt32
    let threshold: Int
    let auditors: [String]
    /// `IN_FORCE`, or why no manifest is.
    let status: String
    let reason: String?
    let sequence: UInt64?
    let digest: String?
    let notBefore: String?
    let notAfter: String?
    let signed: [String]
    let control: [String]
    let executor: [String]
    let revoked: [String]
    let minimumSecurityVersion: UInt32?
    /// How many notes are kept for peers.
    let kept: Int
    /// How many contradictions were seen.
    let alarms: Int
    /// Why nothing is in force; nil if a manifest is.
    let refusal: ReleaseRefusal?

    private enum CodingKeys: String, CodingKey {
        case releases, set, threshold, auditors, status, reason, sequence, digest, notBefore, notAfter, signed, control, executor, revoked
        case minimumSecurityVersion, kept, alarms
    }

    init(_ verifier: ReleaseVerifier, at time: UInt64) throws {
        var refusal: ReleaseRefusal?
        do throws(ReleaseRefusal) {
            _ = try verifier.inForce(at: time)
        } catch {
            refusal = error
        }
        self.refusal = refusal
        let set = verifier.auditors
        let manifest = verifier.newest?.manifest
        releases = set.origin
        self.set = set.version
        threshold = set.threshold
        auditors = set.keys.map(\.name)
        status = refusal?.code.rawValue ?? "IN_FORCE"
        reason = refusal?.message
        sequence = manifest?.sequence
        digest = manifest?.digest.hex
        notBefore = manifest.map { ISODate.text($0.notBefore) }
        notAfter = manifest.map { ISODate.text($0.notAfter) }
        signed = try verifier.newest.map { try set.signers(of: $0.note).signed.map(\.name) } ?? []
        control = Self.texts(manifest?.control.measurements)
        executor = Self.texts(manifest?.executor.measurements)
        revoked = Self.texts(manifest?.revoked)
        minimumSecurityVersion = manifest?.minimumSecurityVersion
        kept = verifier.memory.chain.steps.count
        alarms = verifier.alarms.count
    }

    private static func texts(_ measurements: Set<Measurement>?) -> [String] { (measurements ?? []).map(\.description).sorted() }

    var lines: [String] {
        var lines = [
            "releases       \(releases)", "auditor set    \(set): \(threshold) of \(auditors.joined(separator: ", ")) must sign",
        ]
        if let sequence, let digest { lines += ["manifest       \(sequence)", "digest         \(digest)"] }
        if let notBefore, let notAfter { lines.append("valid          from \(notBefore) until \(notAfter)") }
        if !signed.isEmpty { lines.append("signed by      \(signed.joined(separator: ", "))") }
        lines += control.map { "control        \($0)" } + executor.map { "executor       \($0)" } + revoked.map { "revoked        \($0)" }
        lines.append("kept           \(kept) notes of the chain")
        if alarms > 0 {
            lines.append(
                "ALARM: auditors signed two histories. Both notes are kept as proof; nothing is accepted until you trust a set anew")
        }
        lines.append(reason.map { "NOT IN FORCE (\(status)): \($0). No software is accepted" } ?? "in force")
        return lines
    }
}
