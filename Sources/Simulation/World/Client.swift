import Ledger

/// A client of the ledger who remembers what it has seen, on a machine that nothing happens to.
final class Client: @unchecked Sendable {
    /// A checkpoint and the log that it was signed for.
    struct Memory {
        let checkpoint: Checkpoint
        let history: History

        /// Whether it belongs to a log.
        func isBeginning(of other: History) -> Bool {
            let size = Int(checkpoint.size)
            return size <= other.entries.count && history.chain(at: size) == other.chain(at: size)
        }
    }

    let number: Int
    var memory: Memory?
    /// Whether it is asking somebody now.
    var isAsking = false

    init(number: Int) { self.number = number }
}
