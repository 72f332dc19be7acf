import Ledger

/// A machine on which nodes of the ledger live one after the other: its disk, its clocks, and what was copied from it.
final class Slot: @unchecked Sendable {
    /// A disk as it was once, and what was written to it.
    struct Copy {
        let files: [String: DiskFile]
        let history: History
    }

    let world: World
    let number: Int
    let folder: String
    let disk: SimulatedDisk
    let clock: HostClock
    var history = History()
    /// The checkpoint for which somebody raised an alarm, as a node keeps it; and the log behind it.
    var seen: Client.Memory?
    private(set) var life: NodeLife?
    private var lives = 0
    private(set) var copies: [Copy] = []
    /// The disk before somebody tampered with it.
    var rescue: Copy?
    /// How many processes are opening the disk.
    private var opening = 0
    /// Whether a node is started again by itself.
    var isRunning = false

    init(_ world: World, number: Int, folder: String) {
        (self.world, self.number, self.folder) = (world, number, folder)
        disk = SimulatedDisk(name: "disk \(number)")
        clock = HostClock(world.engine)
        DiskFileSystem.mount(disk, at: folder)
        disk.onSync = { [unowned self] in takeTime() }
        disk.onTrap = { [unowned self] trap, operation in sprung(trap, operation) }
    }

    // MARK: Lives

    func start() {
        guard life == nil else { return }
        // A process that was killed while it opened the disk is gone a moment later only: SQLite's opening is one step here.
        guard opening == 0 else {
            world.engine.after(1_000) { self.start() }
            return
        }
        lives += 1
        let life = NodeLife(world, self, number: lives)
        self.life = life
        world.engine.note("\(life.name) starts")
        strikeEarly()
        life.begin()
    }

    // An opening is short: most faults of the disk would miss it.
    private func strikeEarly() {
        guard world.isTroubled, world.engine.random.chance(40) else { return }
        let traps: [(Fault, SimulatedDisk.Trap)] = [
            (.killedInWrite, .kill), (.powerCut, .powerCut), (.powerCut, .powerCut), (.ioErrorOnce, .failOnce),
        ]
        guard let trap = world.engine.random.pick(traps.filter { world.setting.enabled.contains($0.0) }) else { return }
        disk.arm(trap.1, in: world.engine.random.number(0..<10))
    }

    func beginsOpening() { opening += 1 }

    func endsOpening(_ life: NodeLife) {
        opening -= 1
        if !life.isAlive { disk.detach() }
    }

    /// Asks the node to stop in good order.
    func stop() { life?.stop() }

    /// The node is gone at this very moment.
    func kill() {
        guard let life else { return }
        world.engine.note("\(life.name) is killed")
        disk.detach()
        self.life = nil
        life.die()
        restart()
    }

    /// The node is gone, and what was not synced with it.
    func cutPower() {
        kill()
        loseUnsynced()
    }

    /// A life came to its end by itself.
    func ended(_ ended: NodeLife) {
        guard life === ended else { return }
        life = nil
        disk.detach()
        restart()
    }

    private func restart() {
        guard isRunning else { return }
        world.engine.after(world.engine.random.number(10_000..<1_500_000)) {
            guard self.isRunning, self.life == nil else { return }
            if let rescue = self.rescue, self.world.engine.random.chance(60) {
                self.put(rescue)
                self.rescue = nil
                self.seen = nil
            }
            self.start()
        }
    }

    // MARK: The disk

    /// The disk as a power cut would leave it if nothing unsynced survived.
    func copy() -> Copy {
        var files = disk.files
        for name in files.keys.sorted() { _ = files[name]?.cutPower { false } }
        return Copy(files: files, history: history)
    }

    func backUp() { copies = copies.suffix(3) + [copy()] }

    func put(_ copy: Copy) {
        disk.detach()
        disk.files = copy.files
        history = copy.history
        world.engine.note("\(disk.name) is a copy with \(history.durable) durable entries")
    }

    private func loseUnsynced() {
        let share = world.engine.random.pick([0, 50, 90]) ?? 0
        for name in disk.files.keys.sorted() {
            let torn = disk.files[name]?.cutPower { self.world.engine.random.chance(share) } ?? 0
            if torn > 0 { world.struck(.tornWrite) }
        }
    }

    private func takeTime() {
        var microseconds = world.engine.random.number(100..<2_000)
        if world.isTroubled, world.setting.enabled.contains(.slowSync), world.engine.random.chance(2) {
            world.struck(.slowSync)
            microseconds = world.engine.random.number(100_000..<3_000_000)
        }
        world.engine.pass(microseconds)
    }

    private func sprung(_ trap: SimulatedDisk.Trap, _ operation: SimulatedDisk.Operation) {
        guard let life else { return }
        switch trap {
        case .kill, .powerCut:
            world.struck(trap == .kill ? .killedInWrite : .powerCut)
            world.engine.note("\(life.name) is killed in the midst of a disk operation")
            self.life = nil
            life.die()
            if trap == .powerCut { loseUnsynced() }
            restart()
        case .failOnce, .fail, .full:
            world.struck(trap == .full ? .diskFull : trap == .fail ? .ioError : .ioErrorOnce)
            if case .sync = operation, trap == .failOnce { world.struck(.syncFailed) }
            life.hadDiskFault = true
        }
    }
}
