extension Journal {
    /// Compares the log with a checkpoint of it that somebody has seen.
    ///
    /// A checkpoint that this log does not lead from is proof that an older state was put back, or that there are two of it: only this
    /// ledger's key can have signed it. The journal then accepts nothing more until it is opened anew, and throws
    /// `behindRemembered` or `forkedFromRemembered`.
    ///
    /// - Returns: The proof that what was seen is the beginning of the present checkpoint's log, and that checkpoint.
    public func compare(with seen: Checkpoint) async throws -> (proof: ConsistencyProof, checkpoint: Checkpoint) {
        do {
            try Self.refuse(seen, beyond: size, of: origin)
            try Self.refuse(seen, unless: try await proving { tree throws(TreeError) in try tree.findRoot(size: seen.size) })
        } catch let error as LedgerError where error.code == .behindRemembered || error.code == .forkedFromRemembered {
            contradict(error)
            throw error
        }
        // Made after the comparison, so that it is no older than what was seen.
        let checkpoint = try checkpoint
        return (try await consistencyProof(from: seen.size, to: checkpoint.size), checkpoint)
    }
}
