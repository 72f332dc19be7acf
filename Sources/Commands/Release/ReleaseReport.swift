import Attestation
import Wire

/// A manifest or a change of auditors in words: its place, what is new in it, who has signed and who is still needed.
struct ReleaseReport: Report {
    let kind: String
    let set: UInt32
    let sequence: UInt64?
    let digest: String
    let notBefore: String?
    let notAfter: String?
    /// Why it must not be signed; nil if it follows what this home knows.
    let problem: String?
    /// What is different from before, in words.
    let changes: [String]
    /// Names of auditors.
    let signed: [String]
    let missing: [String]
    /// How many more must sign.
    let needed: Int

    init(_ manifest: ReleaseManifest, note: SignedNote, _ context: ReleaseContext, problem: String?) throws {
        kind = "manifest"
        set = manifest.set
        sequence = manifest.sequence
        digest = manifest.digest.hex
        notBefore = ISODate.text(manifest.notBefore)
        notAfter = ISODate.text(manifest.notAfter)
        self.problem = problem
        changes = ReleaseDifference(from: context.compared, to: manifest).lines
        let signers = try context.set.signers(of: note)
        signed = signers.signed.map(\.name)
        missing = signers.missing.map(\.name)
        needed = signers.needed
    }

    init(_ change: AuditorSetChange, note: SignedNote, _ context: ReleaseContext, problem: String?) throws {
        let old = context.verifier.auditors
        kind = "change"
        set = change.next.version
        sequence = nil
        digest = change.digest.hex
        (notBefore, notAfter) = (nil, nil)
        self.problem = problem
        let added = change.next.keys.filter { key in !old.keys.contains { $0.publicKey == key.publicKey } }
        let removed = old.keys.filter { key in !change.next.keys.contains { $0.publicKey == key.publicKey } }
        changes =
            added.map { "auditor added: \($0)" } + removed.map { "auditor removed: \($0)" } + [
                "threshold: \(old.threshold) of \(old.keys.count), from now on \(change.next.threshold) of \(change.next.keys.count)",
                "assumed bad: \(old.assumedBad), from now on \(change.next.assumedBad)",
                change.lastSequence == 0
                    ? "set \(old.version) never signed a manifest"
                    : "the last manifest of set \(old.version) is number \(change.lastSequence), \(change.lastDigest.hex)",
            ]
        let both = try (old.signers(of: note), change.next.signers(of: note))
        var names: [String] = []
        for key in both.0.signed + both.1.signed where !names.contains(key.name) { names.append(key.name) }
        signed = names
        missing = (both.0.missing + both.1.missing).map(\.name).filter { !names.contains($0) }
        needed = both.0.needed + both.1.needed
    }

    var lines: [String] {
        var lines = [kind == "manifest" ? "manifest       \(sequence ?? 0) of auditor set \(set)" : "change         to auditor set \(set)"]
        lines.append("digest         \(digest)")
        if let notBefore, let notAfter { lines.append("valid          from \(notBefore) until \(notAfter)") }
        lines += changes.isEmpty ? ["nothing is different from the manifest before"] : changes.map { "  - \($0)" }
        lines.append("signed by      \(signed.isEmpty ? "nobody" : signed.joined(separator: ", "))")
        lines.append(needed == 0 ? "complete: the threshold has signed" : "still needed   \(needed) of \(missing.joined(separator: ", "))")
        if let problem { lines.append("DO NOT SIGN: \(problem)") }
        return lines
    }
}
