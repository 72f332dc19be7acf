import CSQLite
import Testing

@testable import Ledger
@testable import Simulation

@Suite struct DiskTests {
    private static func bytes(_ value: UInt8, _ count: Int = 1024) -> [UInt8] { [UInt8](repeating: value, count: count) }

    @Test func `[103] Without power what was not synced may be gone, and what was synced is there`() {
        var file = DiskFile()
        file.write(Self.bytes(1), at: 0)
        file.sync()
        file.write(Self.bytes(2), at: 512)
        #expect(file.cached == Self.bytes(1, 512) + Self.bytes(2))
        var torn = file
        #expect(file.cutPower { false } == 0)
        #expect(file.cached == Self.bytes(1))
        var sectors = [true, false]
        #expect(torn.cutPower { sectors.removeFirst() } == 1)
        #expect(torn.cached == Self.bytes(1, 512) + Self.bytes(2, 512))
    }

    @Test func `[104] What waited for a sync that failed is never durable by a later one`() {
        var file = DiskFile()
        file.write(Self.bytes(1), at: 0)
        file.forgetPending()
        file.write(Self.bytes(2, 512), at: 1024)
        file.sync()
        #expect(file.cached.prefix(1024) == Self.bytes(1)[...])
        _ = file.cutPower { true }
        #expect(file.cached == Self.bytes(0) + Self.bytes(2, 512))
    }

    @Test func `[104] Each fault of the disk strikes once at its moment, and lasts as long as it should`() {
        let write = SimulatedDisk.Operation.write(offset: 0, bytes: Self.bytes(1))
        for (kind, later) in [(SimulatedDisk.Trap.failOnce, SQLITE_OK), (.full, SQLITE_FULL), (.fail, SQLITE_IOERR | (3 << 8))] {
            let disk = SimulatedDisk(name: "disk")
            var struck = 0
            disk.onTrap = { _, _ in struck += 1 }
            disk.arm(kind, in: 2)
            #expect(disk.change("", write) == SQLITE_OK && disk.change("", write) == SQLITE_OK)
            #expect(disk.change("", write) != SQLITE_OK && struck == 1)
            #expect(disk.change("", write) == later)
            disk.detach()
            #expect(disk.change("", write) == SQLITE_OK)
        }
    }

    @Test func `[103] A process that was killed in the midst of a write writes no more`() {
        let disk = SimulatedDisk(name: "disk")
        let process = disk.process
        disk.arm(.kill, in: 0)
        #expect(disk.change("", .write(offset: 0, bytes: Self.bytes(3))) != SQLITE_OK)
        #expect(disk.process == process + 1)
        #expect(disk.files[""]?.cached == Self.bytes(3, 512))
    }
}

@Suite struct OracleTests {
    private static func history(_ bytes: [UInt8]) -> History {
        var history = History()
        for (index, byte) in bytes.enumerated() {
            history.attempt([SealedEntry(sequence: UInt64(index), bytes: [byte])], at: index) { _ in nil }
        }
        history.confirm(bytes.count)
        return history
    }

    @Test func `[40][125] Two logs with a quorum behind both are found`() {
        let oracle = Oracle(Engine(seed: 1))
        oracle.agree(Self.history([1, 2, 3]), to: 3, "one")
        oracle.agree(Self.history([1, 2]), to: 2, "behind")
        oracle.agree(Self.history([1, 2, 3, 4]), to: 4, "ahead")
        #expect(oracle.violations.isEmpty && oracle.agreedSize == 4)
        #expect(!oracle.holdsAgreed(Self.history([1, 2, 3])) && oracle.holdsAgreed(Self.history([1, 2, 3, 4, 5])))
        oracle.agree(Self.history([1, 9, 3, 4, 5]), to: 5, "fork")
        #expect(oracle.violations.count == 1)
    }

    @Test func `A history forgets what a disk lost, and knows what was durable`() {
        var history = Self.history([1, 2, 3])
        history.attempt([SealedEntry(sequence: 3, bytes: [4])], at: 3) { _ in (payload: 7, time: 9) }
        #expect(history.entries.count == 4 && history.durable == 3 && history.payloads == [7] && history.latestTime == 9)
        history.cut(to: 3)
        #expect(history.payloads.isEmpty && history.chain(at: 3) == Self.history([1, 2, 3]).chain(at: 3))
        #expect(history.chain(at: 4) == nil && history.chain(at: 0) == 0)
    }
}

@Suite struct EngineTests {
    @Test func `Time is virtual, and waiting ends with the time or the task`() {
        let engine = Engine(seed: 3)
        var woken: [Int] = []
        let first = engine.after(2_000_000) { woken.append(2) }
        engine.after(1_000_000) { woken.append(1) }
        engine.cancel(first)
        let task = engine.spawn {
            try? await engine.sleep(.seconds(3_600))
            engine.note("woken")
        }
        engine.after(5_000_000) { task.cancel() }
        #expect(engine.run(steps: 1_000) { engine.runningTasks == 0 })
        #expect(woken == [1] && engine.now >= 5_000_000 && engine.now < 6_000_000)
        #expect(!engine.run(steps: 10) { false })
    }
}
