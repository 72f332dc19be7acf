import AttestedSession

/// Which handshakes the next quote serves: all that came while the one before was under way. A value without a clock or a source.
struct QuoteQueue: Sendable {
    /// Names one waiting handshake.
    typealias Ticket = UInt64

    /// Handshakes that one quote serves, in the order of the tree's leaves.
    struct Batch: Sendable {
        let tickets: [Ticket]
        let tree: BatchTree
    }

    private let limit: Int
    private var issued: Ticket = 0
    private var waiting: [(ticket: Ticket, leaf: [UInt8])] = []
    private var isQuoting = false

    /// A queue in which at most `limit` handshakes wait, which is also the size of the largest batch.
    init(limit: Int) { self.limit = min(max(1, limit), Int(SessionLimits.batchLeaves)) }

    /// A name for a handshake that is about to wait.
    mutating func issue() -> Ticket {
        issued += 1
        return issued
    }

    /// Lets a handshake wait; false if too many do.
    mutating func join(_ ticket: Ticket, leaf: [UInt8]) -> Bool {
        guard waiting.count < limit else { return false }
        waiting.append((ticket, leaf))
        return true
    }

    /// Forgets a handshake that went away. A quote that is already under way keeps its leaf.
    mutating func leave(_ ticket: Ticket) { waiting.removeAll { $0.ticket == ticket } }

    /// All that wait, for one quote; nil if a quote is under way or nobody waits.
    mutating func start() throws(SessionError) -> Batch? {
        guard !isQuoting, !waiting.isEmpty else { return nil }
        let (tickets, leaves) = (waiting.map(\.ticket), waiting.map(\.leaf))
        waiting = []
        let tree = try BatchTree(leaves: leaves)
        isQuoting = true
        return Batch(tickets: tickets, tree: tree)
    }

    /// The quote came to an end, whichever.
    mutating func finish() { isQuoting = false }
}
