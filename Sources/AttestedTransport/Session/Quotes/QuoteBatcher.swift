import Attestation
import AttestedSession
import Synchronization

/// Has one quote serve every handshake that waits, each over its own nonce and key: quotes are slow, and a machine makes one at a time.
///
/// A handshake waits for at most two quotes: the one that was under way when it came, and its own. A quote that fails fails its batch alone.
final class QuoteBatcher: Sendable {
    /// Evidence, and where a handshake's leaf stands in what it covers.
    struct Quoted: Sendable {
        let evidence: Evidence
        let proof: BatchProof
    }

    private struct State {
        var queue: QuoteQueue
        var waiters: [QuoteQueue.Ticket: CheckedContinuation<Quoted, any Error>] = [:]
        /// Went away before they began to wait.
        var gone: Set<QuoteQueue.Ticket> = []
        var quotes: UInt64 = 0
    }

    private let source: any EvidenceSource
    private let patience: Duration
    private let state: Mutex<State>
    private let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - limit: Handshakes that may wait for the next quote.
    ///   - patience: How long one quote may take.
    init(source: any EvidenceSource, limit: Int, patience: Duration) {
        self.source = source
        self.patience = patience
        state = Mutex(State(queue: QuoteQueue(limit: limit)))
        (arrivals, arrival) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Quotes that were asked for.
    var quotes: UInt64 { state.withLock { $0.quotes } }

    /// Handshakes that wait, those of the quote under way included.
    var waiting: Int { state.withLock { $0.waiters.count } }

    /// Evidence that covers the leaf, once ``run()`` has had it made.
    func quote(leaf: [UInt8]) async throws -> Quoted {
        let ticket = state.withLock { $0.queue.issue() }
        defer { state.withLock { _ = $0.gone.remove(ticket) } }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let refusal = state.withLock { state -> (any Error)? in
                    guard state.gone.remove(ticket) == nil else { return CancellationError() }
                    guard state.queue.join(ticket, leaf: leaf) else { return HandshakeRefusal(reason: "too many wait for a quote") }
                    state.waiters[ticket] = continuation
                    return nil
                }
                if let refusal { continuation.resume(throwing: refusal) } else { arrival.yield() }
            }
        } onCancel: {
            abandon(ticket)
        }
    }

    /// Has quotes made, one at a time, until the task is cancelled.
    func run() async {
        for await _ in arrivals {
            while let batch = start() { await serve(batch) }
        }
        settle(state.withLock { Array($0.waiters.keys) }) { _ in .failure(CancellationError()) }
    }

    private func start() -> QuoteQueue.Batch? {
        // Leaves are hashes of our own and bounded in number, so that no tree is ever refused.
        state.withLock { state in try? state.queue.start() }
    }

    private func serve(_ batch: QuoteQueue.Batch) async {
        let outcome = await evidence(covering: batch.tree)
        state.withLock { $0.queue.finish() }
        settle(batch.tickets) { place in
            outcome.flatMap { evidence in
                guard let proof = batch.tree.proof(at: place) else { return .failure(HandshakeRefusal(reason: "no place in the batch")) }
                return .success(Quoted(evidence: evidence, proof: proof))
            }
        }
    }

    private func evidence(covering tree: BatchTree) async -> Result<Evidence, any Error> {
        state.withLock { $0.quotes += 1 }
        do {
            return .success(try await withTimeLimit(patience) { [source] in try await source.evidence(for: tree.reportData) })
        } catch {
            return .failure(HandshakeRefusal(reason: "no quote could be made: \(error)"))
        }
    }

    private func settle(_ tickets: [QuoteQueue.Ticket], _ outcome: (Int) -> Result<Quoted, any Error>) {
        for (place, ticket) in tickets.enumerated() {
            state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume(with: outcome(place))
        }
    }

    private func abandon(_ ticket: QuoteQueue.Ticket) {
        let waiter = state.withLock { state -> CheckedContinuation<Quoted, any Error>? in
            state.queue.leave(ticket)
            guard let waiter = state.waiters.removeValue(forKey: ticket) else {
                state.gone.insert(ticket)
                return nil
            }
            return waiter
        }
        waiter?.resume(throwing: CancellationError())
    }
}
