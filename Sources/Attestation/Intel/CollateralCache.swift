import Synchronization

/// Collateral and platforms' chains of Intel's that were verified, and the memory of all vendors' numbers: what one or several verifiers share, and
/// nobody else.
///
/// An entry serves only the same roots and the very same endorsements, at times at which nothing else would be chosen of them; what
/// expires is verified anew, and refused. A chain serves only the very same bytes.
public final class CollateralCache: Sendable {
    /// What collateral was verified against.
    struct Trust: Equatable, Sendable {
        let roots: [PinnedRoot]
        let tee: QuoteHeader.TEE
        let endorsements: Endorsements
    }

    struct Key: Equatable, Sendable {
        let trust: Trust
        let fmspc: [UInt8]
        let pceID: [UInt8]
        let issuersDER: [[UInt8]]
    }

    private struct Entry {
        let key: Key
        let collateral: IntelCollateral
        /// The last used is the last.
        var chains: [PCKChain] = []
    }

    private struct State {
        var entries: [Entry] = []
        var memory: CollateralMemory
    }

    /// The most chains of one entry.
    static let chainLimit = 32
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

    /// The chain that was read from the very same bytes and verified under the same trust, with its collateral, if all of it holds at this time.
    func verified(
        _ certification: CertificationData, under trust: Trust, at time: UInt64
    ) -> (chain: PCKChain, collateral: IntelCollateral)? {
        state.withLock { state in
            for place in state.entries.indices.reversed() where state.entries[place].key.trust == trust {
                var entry = state.entries[place]
                guard let found = entry.chains.firstIndex(where: { $0.certification == certification }) else { continue }
                let chain = entry.chains.remove(at: found)
                guard entry.collateral.holds(at: time), chain.leaf.isValid(at: time) else { return nil }
                entry.chains.append(chain)
                state.entries.remove(at: place)
                state.entries.append(entry)
                return (chain, entry.collateral)
            }
            return nil
        }
    }

    func collateral(for key: Key, at time: UInt64) -> IntelCollateral? {
        state.withLock { state in
            guard let place = state.entries.firstIndex(where: { $0.key == key }) else { return nil }
            let entry = state.entries.remove(at: place)
            guard entry.collateral.holds(at: time) else { return nil }
            state.entries.append(entry)
            return entry.collateral
        }
    }

    func keep(_ collateral: IntelCollateral, for key: Key) {
        state.withLock { state in
            state.entries.removeAll { $0.key == key }
            state.entries.append(Entry(key: key, collateral: collateral))
            if state.entries.count > limit { state.entries.removeFirst(state.entries.count - max(0, limit)) }
        }
    }

    /// Keeps a chain that was verified with the entry's collateral, if that is still there.
    func keep(_ chain: PCKChain, for key: Key) {
        state.withLock { state in
            guard let place = state.entries.firstIndex(where: { $0.key == key }) else { return }
            if state.entries[place].chains.count >= Self.chainLimit { state.entries[place].chains.removeFirst() }
            state.entries[place].chains.append(chain)
        }
    }

    /// Remembers documents and lists of evidence that is authentic.
    func remember(_ collateral: IntelCollateral) {
        state.withLock { state in
            state.memory.remember(collateral)
            state.memory.remember(collateral.revocationLists)
        }
    }

    /// Remembers lists by which evidence is authentic.
    func remember(_ lists: [CurrentRevocationList]) { state.withLock { $0.memory.remember(lists) } }
}
