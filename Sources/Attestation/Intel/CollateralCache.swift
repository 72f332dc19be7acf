import Synchronization

/// Collateral that was verified, and the memory of its numbers: what one or several verifiers share, and nobody else.
///
/// An entry serves only the same roots and the very same endorsements, inside all their windows; what expires is verified anew, and refused.
public final class CollateralCache: Sendable {
    struct Key: Equatable, Sendable {
        let roots: [PinnedRoot]
        let tee: QuoteHeader.TEE
        let fmspc: [UInt8]
        let pceID: [UInt8]
        let issuersDER: [[UInt8]]
        let endorsements: Endorsements
    }

    private struct State {
        var entries: [(key: Key, collateral: IntelCollateral)] = []
        var memory: CollateralMemory
    }

    /// The most entries; the one that was not used for longest goes first.
    private let limit: Int
    private let state: Mutex<State>

    /// An empty cache of at most `limit` entries; 0 keeps none, and remembers all the same.
    public init(limit: Int = 16, remembering memory: CollateralMemory = CollateralMemory()) {
        self.limit = limit
        state = Mutex(State(memory: memory))
    }

    /// What was seen so far, to be stored.
    public var memory: CollateralMemory { state.withLock { $0.memory } }

    func collateral(for key: Key, at time: UInt64) -> IntelCollateral? {
        state.withLock { state in
            guard let now = Int64(exactly: time), let place = state.entries.firstIndex(where: { $0.key == key }) else { return nil }
            let entry = state.entries.remove(at: place)
            guard entry.collateral.window.contains(now) else { return nil }
            state.entries.append(entry)
            return entry.collateral
        }
    }

    func keep(_ collateral: IntelCollateral, for key: Key) {
        state.withLock { state in
            state.entries.removeAll { $0.key == key }
            state.entries.append((key, collateral))
            if state.entries.count > limit { state.entries.removeFirst(state.entries.count - max(0, limit)) }
        }
    }

    /// Remembers documents of evidence that is authentic.
    func remember(_ collateral: IntelCollateral) { state.withLock { $0.memory.remember(collateral) } }
}
