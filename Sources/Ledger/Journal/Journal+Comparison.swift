extension Journal {
    /// Compares the log with a checkpoint of it that somebody has seen.
    ///
    /// A checkpoint that this log does not lead from is proof that an older state was put back, or that there are two of it: only this
    /// ledger's key can have signed it. The journal then accepts nothing more until it is opened anew, and throws
    /// `behindRemembered` or `forkedFromRemembered`.
    ///
    /// - Returns: The proof that what was seen is the beginning of the present checkpoint's log, and that checkpoint.
    public func compare(with seen: Checkpoint) throws(LedgerError) -> (proof: ConsistencyProof, checkpoint: Checkpoint) {
        do throws(LedgerError) {
            try withTree { durable throws(LedgerError) in try Self.check(durable.tree, origin, against: seen) }
        } catch {
            if error.code == .behindRemembered || error.code == .forkedFromRemembered { contradict(error) }
            throw error
        }
        // Made after the comparison, so that it is no older than what was seen.
        let checkpoint = try checkpoint
        return (try consistencyProof(from: seen.size, to: checkpoint.size), checkpoint)
    }
}
