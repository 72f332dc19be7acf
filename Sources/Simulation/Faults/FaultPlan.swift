import Ledger

/// Lets the faults that a seed knows strike, one after the other, until the trouble ends.
struct FaultPlan {
    let world: World
    private let planned: [Fault]

    init(_ world: World) {
        self.world = world
        planned = Fault.allCases.filter { $0.isPlanned && world.setting.enabled.contains($0) }
    }

    private var engine: Engine { world.engine }
    private var main: Slot { world.slots[0] }

    func begin() {
        main.isRunning = true
        main.start()
        next()
        backUp()
    }

    private func next() {
        engine.after(engine.random.number(50_000..<1_200_000)) {
            guard world.isTroubled else { return }
            if let fault = engine.random.pick(planned) { strike(fault) }
            next()
        }
    }

    // Somebody copies the disk now and then: what is put back later.
    private func backUp() {
        engine.after(engine.random.number(500_000..<3_000_000)) {
            guard world.isTroubled else { return }
            main.backUp()
            backUp()
        }
    }

    private func strike(_ fault: Fault) {
        switch fault {
        case .killed, .killedInWrite, .powerCut, .ioError, .ioErrorOnce, .diskFull, .slowSync: strikeProcess(fault)
        case .bitRot, .logRemoved, .rowRemoved, .rowsSwapped, .tailRemoved, .rolledBack, .cloned: strikeDisk(fault)
        case .partitioned, .witnessKilled, .witnessKilledInSave, .witnessSaveFailed, .witnessPutBack, .witnessClockJumped:
            if let witness = engine.random.pick(world.witnesses) { strike(fault, witness) }
        case .hostClockJumped, .monotonicFrozen, .monotonicBack: strikeClock(fault)
        case .tornWrite, .syncFailed, .requestLost, .replyLost, .late, .duplicated, .staleReply, .forgedReply, .witnessLied: break
        }
    }

    private func strikeProcess(_ fault: Fault) {
        guard let slot = engine.random.pick(world.slots.filter { $0.life != nil }) else { return }
        let changes = engine.random.number(0..<25)
        switch fault {
        case .killed:
            world.struck(fault)
            slot.kill()
        case .powerCut where engine.random.chance(50):
            world.struck(fault)
            slot.cutPower()
        case .killedInWrite: slot.disk.arm(.kill, in: changes)
        case .powerCut: slot.disk.arm(.powerCut, in: changes)
        case .ioError: slot.disk.arm(.fail, in: changes)
        case .ioErrorOnce: slot.disk.arm(.failOnce, in: changes)
        case .diskFull: slot.disk.arm(.full, in: changes)
        default: break
        }
    }

    // Needs a node that does not run: it is killed first, and starts again with what is there then.
    private func strikeDisk(_ fault: Fault) {
        if fault == .cloned { return clone() }
        main.kill()
        let before = main.copy()
        guard tamper(fault) else { return }
        world.struck(fault)
        main.rescue = main.rescue ?? before
    }

    private func tamper(_ fault: Fault) -> Bool {
        let (disk, folder) = (main.disk, main.folder)
        switch fault {
        case .bitRot:
            guard let file = engine.random.pick(disk.files.keys.sorted().filter { disk.files[$0]?.durable.isEmpty == false }) else {
                return false
            }
            let bits = 8 * (disk.files[file]?.durable.count ?? 1)
            disk.files[file]?.flip(bit: engine.random.number(0..<bits))
            main.history.isDamaged = true
        case .logRemoved:
            guard disk.files["-wal"].map({ !$0.cached.isEmpty }) == true else { return false }
            disk.files["-wal"] = nil
            main.history.isCut = true
            main.history.hasLostLog = true
            main.history.snapshotLeft = 0
        case .rolledBack:
            guard let copy = engine.random.pick(main.copies) else { return false }
            main.put(copy)
        default: return tamperWithRows(fault, folder)
        }
        return true
    }

    private func tamperWithRows(_ fault: Fault, _ folder: String) -> Bool {
        guard !main.history.isDamaged, let count = HostileHost.rowCount(folder: folder), count > 4 else { return false }
        defer { main.disk.detach() }
        let row = engine.random.number(0..<count - 2)
        switch fault {
        case .rowRemoved:
            guard HostileHost.removeRow(row, folder: folder) else { return false }
            main.history.tampered.append(row)
            main.history.isDamaged = true
        case .rowsSwapped:
            guard HostileHost.swapRows(row, row + 1, folder: folder) else { return false }
            main.history.tampered += [row, row + 1]
            main.history.isDamaged = true
        default:
            guard HostileHost.removeRows(from: max(1, count - engine.random.number(1..<12)), folder: folder) else { return false }
            main.history.isCut = true
            main.history.snapshotLeft = HostileHost.newestSnapshot(folder: folder) ?? 0
        }
        return true
    }

    private func clone() {
        guard let slot = engine.random.pick(Array(world.slots.dropFirst())) else { return }
        slot.isRunning = false
        slot.kill()
        let older = engine.random.chance(50) ? engine.random.pick(main.copies) : nil
        slot.put(older ?? main.copy())
        slot.isRunning = true
        world.struck(.cloned)
        slot.start()
        engine.after(engine.random.number(1_000_000..<6_000_000)) {
            slot.isRunning = false
            slot.stop()
        }
    }

    private func strike(_ fault: Fault, _ witness: WitnessHost) {
        switch fault {
        case .partitioned:
            world.network.cut(witness.number)
            engine.after(engine.random.number(200_000..<6_000_000)) { world.network.join(witness.number) }
        case .witnessKilled: witness.kill(for: engine.random.number(10_000..<3_000_000))
        case .witnessKilledInSave: return witness.arm(engine.random.chance(50) ? .killedBefore : .killedAfter)
        case .witnessSaveFailed: return witness.arm(engine.random.chance(70) ? .failsBefore : .failsAfter)
        case .witnessPutBack:
            guard let bad = engine.random.pick(world.witnesses.filter(\.isBad)), bad.forget() else { return }
        case .witnessClockJumped: witness.clock.jump(seconds: jump())
        default: return
        }
        world.struck(fault)
    }

    private func strikeClock(_ fault: Fault) {
        guard let slot = engine.random.pick(world.slots) else { return }
        switch fault {
        case .hostClockJumped: slot.clock.jump(seconds: jump())
        case .monotonicFrozen:
            slot.clock.freeze()
            engine.after(engine.random.number(500_000..<8_000_000)) { slot.clock.heal() }
        default: slot.clock.goBack(microseconds: engine.random.number(1_000..<20_000_000))
        }
        world.struck(fault)
    }

    // Seconds, hours or years, either way.
    private func jump() -> Int {
        let amount = engine.random.number(1..<100) * (engine.random.pick([1, 3_600, 3_000_000]) ?? 1)
        return engine.random.chance(50) ? amount : -amount
    }
}
