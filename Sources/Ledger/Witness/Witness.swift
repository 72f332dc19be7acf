import Synchronization
public import Wire

/// Where a witness's state lies.
public protocol WitnessStateStore: Sendable {
    /// The bytes saved last; nil if nothing was ever saved.
    func load() throws(LedgerError) -> [UInt8]?
    /// Replaces them as a whole; durable on return. After an error what is kept is unknown.
    func save(_ bytes: [UInt8]) throws(LedgerError)
}

/// A witness: cosigns the heads of the ledgers it knows, each only if it extends the one before, and remembers it first.
public final class Witness: Sendable {
    /// What verifies its cosignatures.
    public var key: CosignerKey { secret.verifier }

    private struct Memory {
        var state: WitnessState
        var isPoisoned = false
    }
    private let secret: CosignerSigningKey
    private let logs: [String: WitnessedLog]
    private let store: any WitnessStateStore
    private let clock: @Sendable () -> UInt64
    private let memory: Mutex<Memory>

    /// A witness that goes on from the state in its store, which must be there and its own.
    ///
    /// - Parameter clock: The time in seconds since 1970.
    public init(
        key: CosignerSigningKey, logs: [WitnessedLog], store: any WitnessStateStore, clock: @escaping @Sendable () -> UInt64
    ) throws(LedgerError) {
        guard let bytes = try store.load() else {
            throw LedgerError(
                .emptyLedger, "The witness's state is missing: without it, a fork could be cosigned. It is made once, by init.")
        }
        guard let state = try? WitnessState(wireBytes: bytes) else {
            throw LedgerError(.damagedStore, "The witness's state is damaged; nothing is cosigned without it.")
        }
        guard state.key == key.verifier else {
            throw LedgerError(.invalidKeyFile, "The witness's state belongs to another key, \(state.key).")
        }
        guard Set(logs.map(\.origin)).count == logs.count, logs.count <= WitnessState.maximumLogs else {
            throw LedgerError(.wrongOrigin, "A witness follows each ledger once, and at most \(WitnessState.maximumLogs).")
        }
        secret = key
        self.logs = Dictionary(uniqueKeysWithValues: logs.map { ($0.origin.name, $0) })
        self.store = store
        self.clock = clock
        memory = Mutex(Memory(state: state))
    }

    /// What it remembers.
    public var state: WitnessState { memory.withLock { $0.state } }

    /// Answers the body of an `add-checkpoint` call. Requests are handled one after the other; a cosignature leaves after it is remembered.
    public func answer(_ body: [UInt8]) -> WitnessReply {
        memory.withLock { memory in
            guard !memory.isPoisoned else { return .unsaved }
            switch memory.state.judge(body, knowing: logs, at: clock()) {
            case .refuse(let reply): return reply
            case .cosign(let checkpoint, let time):
                var next = memory.state
                next.advance(to: checkpoint, at: time)
                // What a failed write left behind is unknown: nothing more is cosigned until the state was read again.
                do throws(LedgerError) { try store.save(next.wireBytes) } catch {
                    memory.isPoisoned = true
                    return .unsaved
                }
                memory.state = next
                guard let cosignature = try? secret.cosign(checkpoint.note.text, at: time) else { return .unsaved }
                return WitnessReply(cosigned: cosignature.line)
            }
        }
    }
}

extension WitnessReply {
    fileprivate static let unsaved = WitnessReply(500, "The witness cannot save what it cosigns, and cosigns nothing.")
}
