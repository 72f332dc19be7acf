import Ledger
import LedgerSQLite
import Testing

/// A kind of store, as the conformance suite makes it. A new back end is a line in `all`.
struct StoreFactory: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Makes the store of a folder: an empty one, or what was kept there.
    let make: @Sendable (TemporaryFolder) async throws -> any LedgerStore
    /// Closes a store that its process gives up; nil for a store that keeps nothing afterwards.
    let close: (@Sendable (any LedgerStore) async -> Void)?

    static let all: [StoreFactory] = [
        StoreFactory(testDescription: "memory", make: { _ in MemoryLedgerStore() }, close: nil),
        StoreFactory(
            testDescription: "sqlite", make: { try await SQLiteLedgerStore(path: $0.database) },
            close: { await ($0 as? SQLiteLedgerStore)?.close() }),
    ]

    static let durable = all.filter { $0.close != nil }
}
