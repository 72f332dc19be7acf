import Synchronization

/// The ledger of one clean room: appends sealed records in order, durable before anybody is told, and proves what it holds.
///
/// A journal writes only while `run()` runs. Records get their sequence numbers in the order in which `enqueue` is called, become durable in
/// that order, and those that wait at the same time are written together. The first failed write poisons the journal: what is on disk is
/// known only after it was opened again.
public final class Journal: Sendable {
    /// The ledger's name.
    public let origin: LedgerOrigin
    /// The epoch that this journal opened: higher by one at each opening.
    public let epoch: UInt64

    /// The ledger's time.
    public let clock: LedgerClock

    let store: any LedgerStore
    let keys: LedgerKeys
    let witnesses: WitnessQuorum?
    /// What is durable and waits for a quorum.
    let committed = Handoff<WitnessWork>()
    private let state: Mutex<JournalState>
    private let chain: Mutex<EntryChain>
    private let durable: Mutex<DurableTree>
    let snapshots: Mutex<SnapshotState>
    private let accepted = Handoff<AppendGroup>()
    private let sealed = Handoff<SealedGroup>()

    init(
        store: any LedgerStore, keys: LedgerKeys, chain: EntryChain, tree: MerkleTree, from snapshot: UInt64, witnesses: WitnessQuorum?,
        clock: LedgerClock
    ) {
        self.store = store
        self.keys = keys
        self.witnesses = witnesses
        self.clock = clock
        origin = chain.origin
        epoch = chain.epoch
        state = Mutex(JournalState(next: chain.next))
        durable = Mutex(DurableTree(tree: tree))
        snapshots = Mutex(SnapshotState(firstSize: chain.next, last: snapshot))
        self.chain = Mutex(chain)
    }

    deinit { abandon() }

    /// Gives records their places in the log, at once and in the order of the calls; they are written together or not at all.
    ///
    /// Throws before anything is queued: for an invalid record, too much waiting, a journal closed or poisoned. To keep a state in memory that equals
    /// the log's, call it in the critical section that changes the state, before the change.
    ///
    /// - Parameter isMoreComing: Lets the records wait for `flush()`, so that they and those that follow are written at once. The caller must
    ///   call it whatever happens.
    public func enqueue(_ records: [LedgerRecord], isMoreComing: Bool = false) throws(LedgerError) -> PendingAppend {
        try enqueue(records, kind: .record, isMoreComing: isMoreComing)
    }

    func enqueue(_ records: [LedgerRecord], kind: EntryKind, isMoreComing: Bool = false) throws(LedgerError) -> PendingAppend {
        guard !records.isEmpty, records.allSatisfy(\.isValid) else {
            throw LedgerError(.invalidRecord, "A ledger record is empty, too large, or has a bad or repeated field name.")
        }
        let bytes = records.reduce(0) { $0 + $1.encodedBytes }
        let result: Result<PendingAppend, LedgerError> = state.withLock { state in
            do throws(LedgerError) {
                let group = try state.accept(records, kind, bytes: bytes)
                // Under the lock, so that the queue has the order of the numbers.
                guard accepted.put(group, isMoreComing: isMoreComing) else { throw .poisoned }
                return .success(group.pending)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Whether nothing more is accepted: it was closed, or a write failed.
    public var isClosed: Bool { state.withLock { !$0.isAccepting } }

    /// Has everything written that was enqueued with more to come.
    public func flush() { accepted.wake() }

    /// Appends records and waits until they are durable.
    @discardableResult
    public func append(_ records: [LedgerRecord]) async throws(LedgerError) -> Range<UInt64> {
        let pending = try enqueue(records)
        try await pending.durable()
        return pending.sequences
    }

    /// Accepts no more records; `run()` writes those accepted and returns.
    public func close() {
        let hasWriter = state.withLock { $0.close() }
        accepted.finish()
        if !hasWriter { abandon() }
    }

    /// Writes until the journal is closed or its task is canceled, and then what was accepted before. To be called once.
    ///
    /// Throws when the store fails; the process should then stop, since nothing more is accepted.
    public func run() async throws(LedgerError) {
        try claimWriter()
        try await write()
    }

    /// Runs the journal beside `body` and closes it afterwards.
    @discardableResult
    public func whileRunning<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        // Claimed first, so that the writer writes even if the body returns before it gets its turn.
        try claimWriter()
        async let writing: Void = write()
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        close()
        // The writer's failure comes first: it is the cause of the body's.
        try await writing
        return try result.get()
    }
}

extension Journal {
    /// The most entries and bytes written at once; a single group may be larger.
    private static let batchEntries = 1024
    private static let batchBytes = 8 << 20

    private func claimWriter() throws(LedgerError) {
        let claim: Result<Void, LedgerError> = state.withLock { state in
            Result { () throws(LedgerError) in try state.start() }
        }
        try claim.get()
    }

    private func write() async throws(LedgerError) {
        let outcome = await withTaskCancellationHandler {
            async let sealing: Void = sealAll()
            async let witnessing: Void = witnessAll()
            let outcome = await commitAll()
            committed.finish()
            await sealing
            await witnessing
            return outcome
        } onCancel: {
            close()
        }
        try outcome.get()
    }

    private func sealAll() async {
        while let groups = await accepted.takeAll() {
            for group in groups {
                do throws(LedgerError) {
                    guard sealed.put(try seal(group)) else { throw .poisoned }
                } catch {
                    poison()
                    settle(group, .failure(error))
                }
            }
        }
        sealed.finish()
    }

    private func seal(_ group: AppendGroup) throws(LedgerError) -> SealedGroup {
        let result: Result<SealedGroup, LedgerError> = chain.withLock { chain in
            do throws(LedgerError) {
                var entries: [SealedEntry] = []
                var leaves: [TreeHash] = []
                for record in group.records {
                    let (entry, leaf) = try chain.seal(record, kind: group.kind)
                    entries.append(entry)
                    leaves.append(leaf)
                }
                return .success(SealedGroup(group: group, entries: entries, leaves: leaves))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func commitAll() async -> Result<Void, LedgerError> {
        while let groups = await sealed.takeAll() {
            var rest = groups[...]
            while !rest.isEmpty {
                let batch = Self.nextBatch(&rest)
                do {
                    try await store.append(batch.flatMap(\.entries), at: batch[0].group.pending.sequences.lowerBound)
                } catch {
                    let failure = error as? LedgerError ?? LedgerError(.storeFailed, "The ledger's store failed to write.")
                    poison()
                    for group in batch { settle(group.group, .failure(failure)) }
                    for group in rest { settle(group.group, .failure(.poisoned)) }
                    abandon()
                    return .failure(failure)
                }
                durable.withLock { durable in
                    for group in batch { for leaf in group.leaves { durable.tree.append(leaf) } }
                }
                acknowledge(batch)
            }
        }
        return .success(())
    }

    func contradict(_ error: LedgerError) { state.withLock { $0.contradict(error) } }

    private static func nextBatch(_ rest: inout ArraySlice<SealedGroup>) -> [SealedGroup] {
        var (batch, entries, bytes) = ([SealedGroup](), 0, 0)
        while let group = rest.first {
            guard batch.isEmpty || (entries + group.entries.count <= batchEntries && bytes + group.group.bytes <= batchBytes) else { break }
            batch.append(group)
            entries += group.entries.count
            bytes += group.group.bytes
            rest.removeFirst()
        }
        return batch
    }

    private func poison() {
        state.withLock { $0.fail() }
        accepted.finish()
        sealed.finish()
    }

    // Fails all that nobody will write.
    private func abandon() {
        for group in accepted.drain().elements { settle(group, .failure(.poisoned)) }
        for group in sealed.drain().elements { settle(group.group, .failure(.poisoned)) }
    }

    func settle(_ group: AppendGroup, _ result: Result<Void, LedgerError>) {
        state.withLock { $0.settle(bytes: group.bytes) }
        group.pending.settle(result)
    }

    func withTree<Value: Sendable>(_ body: (inout DurableTree) throws(LedgerError) -> Value) throws(LedgerError) -> Value {
        let result: Result<Value, LedgerError> = durable.withLock { durable in
            do throws(LedgerError) { return .success(try body(&durable)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    func askTree<Value: Sendable>(_ body: (inout MerkleTree) throws(TreeError) -> Value) -> Result<Value, TreeError> {
        durable.withLock { durable in
            do throws(TreeError) { return .success(try body(&durable.tree)) } catch { return .failure(error) }
        }
    }
}
