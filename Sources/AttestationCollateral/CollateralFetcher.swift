package import Attestation
import Synchronization
import Wire

/// Fetches what verification needs from Intel and AMD, keeps it, and refreshes it before it expires (docs/spec/collateral-fetching.md).
///
/// The only part of Cloister that asks vendors. It believes nothing that it is told: what it brings is verified with the evidence.
public final class CollateralFetcher: Sendable {
    /// How much and how often is asked.
    public struct Limits: Hashable, Sendable {
        /// When a question is asked again.
        public var retries = RetrySchedule.Limits()
        /// The least time between two requests to one host.
        public var interval: Duration = .milliseconds(250)
        /// How long one question may take.
        public var timeouts = HTTPTransport.Timeouts()
        /// Nobody is asked: what is kept and valid serves, and nothing else.
        public var isOffline = false

        /// The defaults.
        public init() {}
    }

    let sources: CollateralSources
    let limits: Limits
    let clock: CollateralClock
    let store: any CollateralStore
    let plan = Mutex(RefreshPlan())
    private let transport: any CollateralTransport
    private let rates: Mutex<RateLimit>
    private let flights = SingleFlight<FetchedPiece>()

    package init(
        sources: CollateralSources, limits: Limits = Limits(), clock: CollateralClock = .host(), store: any CollateralStore,
        transport: any CollateralTransport
    ) {
        (self.sources, self.limits, self.clock, self.store, self.transport) = (sources, limits, clock, store, transport)
        rates = Mutex(RateLimit(interval: limits.interval))
    }

    /// Lends a fetcher to `body`, and closes its connections afterwards. Without a folder answers are kept in memory.
    public static func with<Result: Sendable>(
        sources: CollateralSources, limits: Limits = Limits(), clock: CollateralClock = .host(), folder: CollateralFolder? = nil,
        _ body: (CollateralFetcher) async throws -> Result
    ) async throws -> Result {
        try await HTTPTransport.with(limits.timeouts) { transport in
            let store: any CollateralStore = if let folder { folder } else { CollateralMemoryStore() }
            return try await body(
                CollateralFetcher(sources: sources, limits: limits, clock: clock, store: store, transport: transport))
        }
    }

    /// A piece from the cache while it is fresh, else from its source. `isRefreshing` asks the source in any case.
    ///
    /// Throws `CollateralError`, or `CancellationError`.
    package func fetch(_ piece: CollateralPiece, isRefreshing: Bool = false) async throws -> FetchedPiece {
        let request = CollateralRequest(piece, from: sources)
        let fetched = try await obtain(piece, request, isRefreshing: isRefreshing)
        plan.withLock { $0.keep(piece, validIn: fetched.answer.window, at: clock.now(), random: clock.random()) }
        return fetched
    }

    private func obtain(_ piece: CollateralPiece, _ request: CollateralRequest, isRefreshing: Bool) async throws -> FetchedPiece {
        var kept: (entry: CollateralEntry, answer: CollateralAnswer)?
        if let entry = store.entry(for: request.address),
            let answer = try? CollateralAnswer(to: piece, body: entry.body, issuerChain: entry.issuerChain)
        {
            switch Freshness(of: entry, validIn: answer.window, at: clock.now()) {
            case .fresh where !isRefreshing:
                return FetchedPiece(piece: piece, address: request.address, origin: .cache, answer: answer)
            case .fresh, .stale: kept = (entry, answer)
            case .expired: break
            }
        }
        do {
            guard !limits.isOffline else { throw CollateralError(.unreachable, "nobody may be asked") }
            let question = kept.map { request.revalidating($0.entry) } ?? request
            return try await flights.run(request.address) { try await ask(for: piece, question, kept) }
        } catch let error as CollateralError {
            // What is kept stands in only for a source that cannot be asked, never for one that says no or answers wrongly.
            if error.isAbsence, let kept, Freshness(of: kept.entry, validIn: kept.answer.window, at: clock.now()) != .expired {
                return FetchedPiece(piece: piece, address: request.address, origin: .stale, answer: kept.answer)
            }
            guard limits.isOffline else { throw error }
            throw CollateralError(.offline, "the \(piece.title) is not in the cache, or not valid any more, and nobody may be asked")
        }
    }

    private func ask(
        for piece: CollateralPiece, _ request: CollateralRequest, _ kept: (entry: CollateralEntry, answer: CollateralAnswer)?
    ) async throws -> FetchedPiece {
        let reply = try await reply(to: request)
        let now = clock.now()
        if AnswerVerdict(reply, isConditional: request.isConditional) == .unchanged, let kept {
            var entry = kept.entry
            entry.fetchedAt = now
            entry.freshUntil = Freshness.end(of: reply, validIn: kept.answer.window, at: now)
            try store.keep(entry)
            return FetchedPiece(piece: piece, address: request.address, origin: .confirmed, answer: kept.answer)
        }
        let chain = (reply.field("TCB-Info-Issuer-Chain") ?? reply.field("SGX-Enclave-Identity-Issuer-Chain")).map { Array($0.utf8) }
        let answer: CollateralAnswer
        do throws(AttestationError) { answer = try CollateralAnswer(to: piece, body: reply.body, issuerChain: chain) } catch {
            throw CollateralError(
                .malformed, "\(request.authority) gave no \(piece.title) that can be read: \(error.message)", cause: error)
        }
        guard let moment = Int64(exactly: now), answer.window.contains(moment) else {
            throw CollateralError(
                .expired,
                "\(request.authority) gave a \(piece.title) that is valid from \(CivilTime.rfc3339(answer.window.lowerBound)) to "
                    + "\(CivilTime.rfc3339(answer.window.upperBound)) only")
        }
        try store.keep(
            CollateralEntry(
                address: request.address, fetchedAt: now, freshUntil: Freshness.end(of: reply, validIn: answer.window, at: now),
                tag: reply.validator("ETag"), lastModified: reply.validator("Last-Modified"), issuerChain: chain, body: reply.body))
        return FetchedPiece(piece: piece, address: request.address, origin: .source, answer: answer)
    }

    /// Asks until there is an answer that says yes or no, or it is too late.
    private func reply(to request: CollateralRequest) async throws -> HTTPAnswer {
        var schedule = RetrySchedule(limits.retries)
        let start = clock.elapsed()
        while true {
            let place = rates.withLock { $0.wait(for: request.authority, at: clock.elapsed()) }
            if place > .zero { try await clock.sleep(place) }
            let attempt = await attempt(request)
            var demand: UInt64?
            let failure: CollateralError
            switch attempt {
            case .success(let answer):
                switch AnswerVerdict(answer, isConditional: request.isConditional) {
                case .content, .unchanged: return answer
                case .refused(let code): throw CollateralError(code, "\(request.authority) answered \(answer.status) to \(request.address)")
                case .later:
                    demand = answer.retryAfter(at: clock.now())
                    failure = CollateralError(.busy, "\(request.authority) is busy: it answered \(answer.status)")
                }
            case .failure(let error as CollateralError) where error.isAbsence: failure = error
            case .failure(let error): throw error
            }
            switch schedule.afterFailure(elapsed: clock.elapsed() - start, demand: demand, random: clock.random()) {
            case .giveUp: throw failure
            case .wait(let duration): try await clock.sleep(duration)
            }
        }
    }

    private func attempt(_ request: CollateralRequest) async -> Result<HTTPAnswer, any Error> {
        do { return .success(try await transport.answer(to: request)) } catch { return .failure(error) }
    }
}
