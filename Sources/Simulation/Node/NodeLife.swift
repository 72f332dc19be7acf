import Ledger
import LedgerSQLite

/// One process of a node, from its start to its end, however it ends. Nothing that it does after its death reaches anybody.
final class NodeLife: @unchecked Sendable {
    struct Killed: Error {}

    unowned let world: World
    let slot: Slot
    let number: Int
    private(set) var isAlive = true
    private(set) var isStopping = false
    /// Whether an error of the disk was simulated in this life.
    var hadDiskFault = false
    /// Whether it opened the ledger, and whether something was acknowledged by it.
    private(set) var hasOpened = false
    var hasAcknowledged = false
    /// Why an opening would be wrong, if it is known.
    private var mustRefuse: String?
    private var task: Task<Void, Never>?
    private var records: [UInt64: (payload: UInt64, time: UInt64)] = [:]
    private var latest: UInt64 = 0

    init(_ world: World, _ slot: Slot, number: Int) { (self.world, self.slot, self.number) = (world, slot, number) }

    var name: String { "node \(slot.number).\(number)" }
    var engine: Engine { world.engine }
    var isServing: Bool { isAlive && !isStopping && !Task.isCancelled }

    func begin() { task = engine.spawn { await self.run() } }

    func stop() { isStopping = true }

    func die() {
        isAlive = false
        // Not at once: this may be called from within the disk.
        engine.after(0) { self.task?.cancel() }
    }

    func checkAlive() throws { if !isAlive { throw Killed() } }

    private func run() async {
        do {
            try await live()
        } catch {
            judge(error)
        }
        if isAlive { engine.note("\(name) ends") }
        slot.ended(self)
    }

    private func openStore() async throws -> SQLiteLedgerStore {
        try checkAlive()
        slot.beginsOpening()
        defer { slot.endsOpening(self) }
        return try await SQLiteLedgerStore(
            path: "\(slot.folder)/\(DiskFileSystem.databaseName)", checkpointBytes: 24 << 10, fileSystem: DiskFileSystem.name,
            executor: engine.actorLane)
    }

    private func live() async throws {
        let store = try await openStore()
        let result: Result<Void, any Error>
        do {
            try await use(ObservedStore(base: store, life: self))
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await store.close()
        try result.get()
    }

    private func use(_ store: ObservedStore) async throws {
        let clock = LedgerClock(
            policy: world.setting.policy,
            monotonic: MonotonicClock(
                now: { .microseconds(self.slot.clock.monotonic) }, sleep: { try await self.engine.sleep($0) }))
        let ways = world.witnesses.map { ($0.key.verifier.name, Way(life: self, witness: $0) as any WitnessChannel) }
        let quorum =
            world.setting.policy.mode == .off
            ? nil
            : WitnessQuorum(
                policy: world.setting.policy, channels: Dictionary(uniqueKeysWithValues: ways), clock: clock, deadline: .seconds(2))
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let quorum { group.addTask { await quorum.run() } }
            defer { group.cancelAll() }
            let journal = try await open(store, quorum, clock)
            try await serve(journal)
        }
    }

    private func open(_ store: ObservedStore, _ quorum: WitnessQuorum?, _ clock: LedgerClock) async throws -> Journal {
        let setting = world.setting
        let count = Int(try await store.head())
        find(count)
        if !setting.isQuorum { clock.raise(to: slot.clock.wall) }
        if count == 0, slot.history.durable == 0, slot.number == 0, !slot.history.isCut, !slot.history.isDamaged {
            let journal = try await Journal.create(
                store: store, keys: setting.keys, origin: setting.origin, witnesses: quorum, clock: clock)
            try opened(journal, Book(), snapshot: 0)
            return journal
        }
        let opened = try await Journal.open(
            store: store, keys: setting.keys, origin: setting.origin, remembered: slot.seen?.checkpoint, witnesses: quorum, clock: clock,
            as: Book.self)
        try self.opened(opened.journal, opened.contents, snapshot: Int(opened.snapshot ?? 0))
        return opened.journal
    }

    /// What the store says it has, against what was written.
    private func find(_ count: Int) {
        let history = slot.history
        engine.note("\(name) finds \(count) entries, of \(history.durable) durable ones")
        if count < max(history.durable, history.acknowledged) {
            world.oracle.demand(
                history.isCut || history.isDamaged,
                "\(name) finds \(count) entries, of \(history.durable) that its store called durable, \(history.acknowledged) acknowledged")
        }
        if count > history.entries.count {
            world.oracle.demand(history.isDamaged, "\(name) finds \(count) entries, of \(history.entries.count) ever written")
            mustRefuse = "the store claims more entries than were ever written"
        }
        if count < history.snapshotLeft, !history.isDamaged { mustRefuse = "a snapshot over more entries is there" }
        if let seen = slot.seen, !seen.isBeginning(of: prefix(count)) { mustRefuse = "a checkpoint over another log was seen" }
        slot.history.cut(to: count)
        // Opening writes anew what a crash left in the page cache only (docs/spec/ledger.md, "Stores").
        slot.history.confirm(min(count, slot.history.entries.count))
    }

    private func prefix(_ count: Int) -> History {
        var history = slot.history
        history.cut(to: count)
        return history
    }

    private func opened(_ journal: Journal, _ book: Book, snapshot: Int) throws {
        try checkAlive()
        hasOpened = true
        world.openings += 1
        let size = slot.history.entries.count
        engine.note("\(name) opened epoch \(journal.epoch) with \(size) entries\(snapshot > 0 ? ", from a snapshot over \(snapshot)" : "")")
        if let mustRefuse { world.oracle.violate("\(name) opened although \(mustRefuse)") }
        world.oracle.demand(book.payloads == slot.history.payloads, "\(name) read other records than were written")
        for row in slot.history.tampered where row >= snapshot {
            world.oracle.violate("\(name) opened although row \(row) was tampered with")
        }
        if world.setting.isQuorum {
            world.oracle.demand(world.oracle.holdsAgreed(slot.history), "\(name) opened without all that was acknowledged under a quorum")
            world.oracle.agree(slot.history, to: size, name)
        }
        slot.seen = nil
        journal.clock.raise(to: book.time)
        look(journal.clock)
        world.oracle.demand(
            latest >= slot.history.latestTime, "\(name) begins at \(latest), before the last recorded time \(slot.history.latestTime)")
    }

    /// Looks at the ledger's time, which never goes back.
    @discardableResult
    func look(_ clock: LedgerClock) -> UInt64 {
        let now = clock.now
        world.oracle.demand(now >= latest, "the time of \(name) goes back from \(latest) to \(now)")
        latest = max(latest, now)
        if world.setting.hasHonestTime {
            world.oracle.demand(now <= world.trueTime, "\(name) takes \(now) for the time at \(world.trueTime)")
        }
        if world.setting.hasHonestTime, !slot.clock.isMonotonicTouched, hasOpened, clock.isFresh {
            world.oracle.demand(
                now + Setting.maximumAge + 1 >= world.trueTime, "\(name) calls the time \(now) fresh at \(world.trueTime)")
        }
        return now
    }

    /// Remembers what the records of an append are, before the store has them.
    func enqueued(_ sequence: UInt64, _ payload: UInt64, at time: UInt64) { records[sequence] = (payload, time) }

    /// The store is handed entries.
    func attempt(_ entries: [SealedEntry], at position: Int) {
        world.oracle.demand(position <= slot.history.entries.count, "\(name) leaves a gap before \(position)")
        for entry in entries {
            guard let time = records[entry.sequence]?.time else { continue }
            world.oracle.demand(
                time >= slot.history.latestTime, "\(name) records \(time) after \(slot.history.latestTime): what had expired lives again")
        }
        slot.history.attempt(entries, at: position) { records[$0] }
    }

    func confirm(_ size: Int) { slot.history.confirm(size) }

    /// A witness is asked to cosign a head of this node.
    func asks(_ body: [UInt8]) {
        guard let (_, size, root) = WitnessHost.head(of: body) else { return world.oracle.violate("\(name) sends a witness no head") }
        let history = slot.history
        guard size <= UInt64(history.durable) else {
            return world.oracle.violate("\(name) has \(size) entries cosigned, of which \(history.durable) are durable")
        }
        world.oracle.note(.init(size: Int(size), history: history), text: Oracle.text(size: size, root: root), name)
    }
}
