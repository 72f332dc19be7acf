package import Attestation
import Synchronization

/// Where answers are kept. Nobody trusts it: an entry that cannot be read is none.
package protocol CollateralStore: Sendable {
    /// The entry of an address; nil without one, and for one that is damaged.
    func entry(for address: String) -> CollateralEntry?
    /// Keeps an entry in place of an older one, whole or not at all.
    func keep(_ entry: CollateralEntry) throws(CollateralError)
    /// Forgets an address.
    func remove(_ address: String)
}

/// Answers in memory, at most so many; the one that was kept first goes first.
package final class CollateralMemoryStore: CollateralStore {
    private let limit: Int
    private let entries = Mutex<[CollateralEntry]>([])

    package init(limit: Int = 64) { self.limit = limit }

    package func entry(for address: String) -> CollateralEntry? { entries.withLock { $0.first { $0.address == address } } }

    package func keep(_ entry: CollateralEntry) {
        entries.withLock { entries in
            entries.removeAll { $0.address == entry.address }
            entries.append(entry)
            if entries.count > limit { entries.removeFirst(entries.count - limit) }
        }
    }

    package func remove(_ address: String) { entries.withLock { $0.removeAll { $0.address == address } } }
}
