import Attestation

/// Where a new manifest or change stands: what this home knows of the chain, and a change of auditors that is on its way.
struct ReleaseContext {
    let verifier: ReleaseVerifier
    let change: AuditorSetChange?

    init(home: HomeFolder, change path: String?) throws {
        verifier = try home.releaseStore().verifier
        guard let path else {
            change = nil
            return
        }
        guard case .change(let change) = try ReleaseDraft(path: path).step.content else {
            throw LocalFileError(path, "is no change of auditors")
        }
        guard change.previousSet == verifier.auditors.digest else {
            throw CommandFailure(
                .appraisalRefused, reason: "UNKNOWN_SET",
                message: "\(path) does not lead on from the auditors whose releases this home follows")
        }
        self.change = change
    }

    /// The set that signs manifests.
    var set: AuditorSet { change?.next ?? verifier.auditors }
    /// The manifest before; nil if the next is the set's first.
    var before: ReleaseManifest? { change == nil ? verifier.newest?.manifest : nil }
    /// What a new manifest is compared with, also across a change of auditors.
    var compared: ReleaseManifest? { verifier.newest?.manifest }

    /// What is wrong with a manifest's place; nil if it follows.
    func problem(of manifest: ReleaseManifest) -> String? {
        if manifest.origin != set.origin { return "it is of other releases than \(set.origin)" }
        if manifest.set != set.version { return "it is of auditor set \(manifest.set), and set \(set.version) signs" }
        let sequence = (before?.sequence ?? 0) + 1
        if manifest.digest == before?.digest { return nil }
        if manifest.sequence != sequence { return "its sequence is \(manifest.sequence), and the next is \(sequence)" }
        if manifest.previous != before?.digest ?? set.digest { return "it does not name the manifest before it" }
        if manifest.notAfter - manifest.notBefore > ReleaseManifest.maximumLifetime { return "it is valid for more than seven days" }
        return nil
    }
}
