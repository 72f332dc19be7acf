import Ledger

/// The real store of one life of a node, with an onlooker. It ends with that life.
struct ObservedStore: LedgerStore {
    let base: any LedgerStore
    let life: NodeLife

    func head() async throws -> UInt64 { try await living { try await base.head() } }

    func read(from first: UInt64, count: Int) async throws -> [SealedEntry] {
        try await living { try await base.read(from: first, count: count) }
    }

    func append(_ entries: [SealedEntry], at position: UInt64) async throws {
        try life.checkAlive()
        life.attempt(entries, at: Int(position))
        try await base.append(entries, at: position)
        try life.checkAlive()
        life.confirm(Int(position) + entries.count)
    }

    func snapshots() async throws -> [UInt64] { try await living { try await base.snapshots() } }

    func piece(_ name: StoredPiece.Name) async throws -> [UInt8]? { try await living { try await base.piece(name) } }

    func keep(_ pieces: [StoredPiece]) async throws { try await living { try await base.keep(pieces) } }

    func removeSnapshot(at size: UInt64) async throws { try await living { try await base.removeSnapshot(at: size) } }

    private func living<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try life.checkAlive()
        let value = try await body()
        try life.checkAlive()
        return value
    }
}
