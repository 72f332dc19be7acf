import Attestation

extension HomeFolder {
    /// What this home knows of its auditors' releases; nil if it trusts no auditors. Refuses a damaged memory.
    func releaseStore(_ trust: TrustFile) throws -> ReleaseStore? {
        try trust.releases(file: ReleaseFile(path: filePath(.releases)))
    }

    /// The same for a command that cannot do without.
    func releaseStore() throws -> ReleaseStore {
        guard let trust = try trustFile(), let store = try releaseStore(trust) else {
            throw CommandFailure(
                .localFile, reason: "NO_AUDITORS", message: "this home trusts no auditors; type: cloister release trust SET-FILE")
        }
        return store
    }

    /// The executors' software that is accepted at a time: what is pinned, or what the manifest in force accepts.
    func acceptedExecutors(at time: UInt64) throws -> [Measurement] {
        guard let trust = try trustFile() else { return [] }
        guard trust.executor.followsAuditors else { return trust.executor.measurements }
        let accepted = try releaseStore().verifier.inForce(at: time).executor.measurements
        guard !accepted.isEmpty else {
            throw CommandFailure(
                .appraisalRefused, reason: "NO_EXECUTORS", message: "the release manifest in force accepts no executor's software")
        }
        return accepted.sorted { "\($0)" < "\($1)" }
    }
}
