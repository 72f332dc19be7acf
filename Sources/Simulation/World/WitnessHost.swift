import Ledger
import Wire

/// The machine of one witness: the real witness, its saved state, its clock; good, or one of the bad ones that the policy admits.
final class WitnessHost: @unchecked Sendable {
    /// What happens at the next save.
    enum Trap { case killedBefore, killedAfter, failsBefore, failsAfter }

    let number: Int
    let key: CosignerSigningKey
    let clock: HostClock
    private let world: World
    private let saved: SavedState
    private let logs: [WitnessedLog]
    private var witness: Witness?
    private var oldStates: [[UInt8]] = []
    /// The head that it cosigned last, as it was said to others.
    private var told: Oracle.Head?
    /// One of the bad witnesses: cosigns whatever it is given, or forgets.
    let isBad: Bool

    init(_ world: World, number: Int, isBad: Bool) throws {
        (self.world, self.number, self.isBad) = (world, number, isBad)
        key = world.setting.witnessKeys[number]
        clock = HostClock(world.engine)
        saved = SavedState(WitnessState(key: key.verifier).wireBytes)
        let origin = world.setting.origin
        logs = [try WitnessedLog(origin: origin, keys: [world.setting.keys.checkpointKey(origin: origin)])]
        start()
    }

    /// Starts it from what it saved.
    func start() {
        let clock = clock
        saved.trap = nil
        witness = try? Witness(key: key, logs: logs, store: saved, clock: { clock.wall })
        world.oracle.demand(witness != nil, "witness \(number) does not start from the state that it saved")
    }

    func kill(for microseconds: Int) {
        guard witness != nil else { return }
        witness = nil
        world.engine.note("witness \(number) is down")
        world.engine.after(microseconds) { self.start() }
    }

    func arm(_ trap: Trap) { saved.trap = trap }

    /// Puts an older state back: only a bad witness forgets.
    func forget() -> Bool {
        guard let old = world.engine.random.pick(oldStates) else { return false }
        saved.bytes = old
        start()
        return true
    }

    /// The answer to a request; nil for none.
    func receive(_ body: [UInt8]) -> WitnessReply? {
        guard let witness else { return nil }
        guard let (text, size, root) = Self.head(of: body) else { return witness.answer(body) }
        if isBad, world.isTroubled, world.setting.enabled.contains(.witnessLied), world.engine.random.chance(70) {
            world.struck(.witnessLied)
            let time = UInt64(world.engine.random.number(0..<4_000_000_000))
            return (try? key.cosign(text, at: time)).map {
                WitnessReply(status: 200, type: WitnessReply.plainType, body: Array($0.line.utf8))
            }
        }
        let before = saved.bytes
        let reply = witness.answer(body)
        if before != saved.bytes { oldStates = oldStates.suffix(3) + [before] }
        if let trap = saved.sprung.take() { spring(trap) }
        guard self.witness != nil else { return nil }
        world.engine.note("witness \(number) answers \(reply.status) to \(size)")
        if reply.status == 200, !isBad { check(size: Int(size), Oracle.text(size: size, root: root)) }
        return reply
    }

    /// Whether it would cosign what follows on a log.
    func supports(_ history: History) -> Bool {
        guard let latest = witness?.state.heads[world.setting.origin.name], latest.size > 0 else { return witness != nil }
        guard let head = world.oracle.head(Oracle.text(size: latest.size, root: latest.root)) else { return false }
        return head.history.chain(at: head.size) == history.chain(at: head.size)
    }

    private func spring(_ trap: Trap) {
        switch trap {
        case .killedBefore, .killedAfter:
            world.struck(.witnessKilledInSave)
            kill(for: world.engine.random.number(10_000..<1_000_000))
        case .failsBefore, .failsAfter:
            world.struck(.witnessSaveFailed)
            // Somebody looks after it some time later.
            world.engine.after(world.engine.random.number(100_000..<2_000_000)) { if self.witness != nil { self.start() } }
        }
    }

    // A cosignature leaves: it must lead from the one before.
    private func check(size: Int, _ text: String) {
        guard let head = world.oracle.head(text) else {
            return world.oracle.violate("witness \(number) cosigned a head that nobody asked for")
        }
        if let told {
            world.oracle.demand(size >= told.size, "witness \(number) cosigned \(size) entries after \(told.size)")
            world.oracle.demand(
                head.history.chain(at: told.size) == told.history.chain(at: told.size), "witness \(number) cosigned a fork at \(told.size)")
        }
        told = head
    }

    /// The signed text, size and root in a request.
    static func head(of body: [UInt8]) -> (text: String, size: UInt64, root: TreeHash)? {
        // The checkpoint begins after the first empty line.
        var begin = 2
        while begin < body.count, body[begin - 1] != 10 || body[begin - 2] != 10 { begin += 1 }
        guard begin < body.count, let note = try? SignedNote(Array(body[begin...])), let parts = Checkpoint.parts(of: note.text) else {
            return nil
        }
        return (note.text, parts.size, parts.root)
    }
}

/// A witness's state file, replaced as a whole, and what may happen to it in between.
final class SavedState: WitnessStateStore, @unchecked Sendable {
    var bytes: [UInt8]
    var trap: WitnessHost.Trap?
    /// The trap that was just sprung.
    var sprung: WitnessHost.Trap?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func load() throws(LedgerError) -> [UInt8]? { bytes }

    func save(_ new: [UInt8]) throws(LedgerError) {
        guard let trap = trap.take() else {
            bytes = new
            return
        }
        sprung = trap
        if trap == .killedAfter || trap == .failsAfter { bytes = new }
        throw LedgerError(.storeFailed, "The simulated disk failed.")
    }
}
