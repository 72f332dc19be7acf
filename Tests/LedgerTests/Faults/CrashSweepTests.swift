import Foundation
import LedgerSQLite
import Testing

@testable import Ledger

/// Kills, power cuts and failing disks at every write, sync, truncation and removal that a writer of a ledger causes.
@Suite struct CrashSweepTests {
    /// Creates a ledger, appends, makes a snapshot, closes, opens and appends again; tells the disk what was acknowledged.
    static func write(_ folder: String, _ disk: ScriptedDisk) async throws {
        var tally = Tally()
        for round in 0..<2 {
            let store = try await SQLiteLedgerStore(path: "\(folder)/ledger.sqlite", checkpointBytes: 24 << 10)
            do {
                let journal = round == 0 ? try await Journal.fresh(store) : try await Journal.resume(store).journal
                if round == 0 { disk.acknowledge(0) }
                tally = try await journal.whileRunning { [tally] in
                    var tally = tally
                    for index in 0..<6 {
                        let count = index + 1
                        let events = (0..<count).map { "event \(tally.events.count + $0)" }
                        try await journal.append(events.map(Fixed.event))
                        tally.events += events
                        disk.acknowledge(tally.events.count)
                        if index == 3 { try await journal.snapshot(tally) }
                    }
                    return tally
                }
                await store.close()
            } catch {
                await store.close()
                throw error
            }
        }
    }

    /// The trace of a writer whom nothing disturbs.
    static func trace() async throws -> [DiskOperation] {
        let folder = try TemporaryFolder()
        let disk = ScriptedDisk(folder: folder.path)
        try await write(folder.path, disk)
        disk.remove()
        return disk.operations
    }

    static func acknowledged(_ operations: some Sequence<DiskOperation>) -> Int? {
        operations.reduce(nil) { latest, operation in
            if case .acknowledged(let count) = operation { return count }
            return latest
        }
    }

    /// Opens what a crash left, both ways: every acknowledged event is there, and nothing that was never appended.
    static func check(_ image: DiskImage, _ acknowledged: Int?, _ circumstances: String) async throws {
        let folder = try TemporaryFolder()
        try image.write(to: folder)
        try await check(folder, acknowledged, circumstances)
    }

    static func check(_ folder: TemporaryFolder, _ acknowledged: Int?, _ circumstances: String) async throws {
        let store = try await SQLiteLedgerStore(path: folder.database)
        let error = await ledgerError {
            let events = try await Journal.resume(store).contents.events
            #expect(events == (0..<events.count).map { "event \($0)" }, "\(circumstances)")
            #expect(events.count >= acknowledged ?? 0, "\(circumstances)")
            #expect(try await Journal.reopen(store).events == events, "\(circumstances)")
        }
        await store.close()
        // Before the creation was acknowledged there may be nothing.
        #expect(error == nil || acknowledged == nil && error == .of(.emptyLedger), "\(circumstances): \(String(describing: error))")
    }

    @Test func `[103] Killed at every write, sync and removal, and in the midst of a write, a ledger opens with all that was acknowledged`()
        async throws
    {
        let trace = try await Self.trace()
        let changes = trace.indices.filter { trace[$0].isChange }
        #expect(changes.count > 60)
        for end in changes {
            for tearing in [false, true] {
                let image = DiskImage(killedAfter: trace[...end], tearingLast: tearing)
                try await Self.check(image, Self.acknowledged(trace[..<end]), "killed after operation \(end), torn: \(tearing)")
            }
        }
        print("killed at \(2 * changes.count) points")
    }

    @Test
    func `[103][105] Without power at every point, with any of the unsynced sectors lost, a ledger opens with all that was acknowledged`()
        async throws
    {
        let trace = try await Self.trace()
        var random = SplitMix(seed: 5)
        var cuts = 0
        for end in trace.indices {
            for share in [0, 50, 90] as [UInt64] {
                let image = DiskImage(powerCutAfter: trace[...end]) { random.next() % 100 < share }
                try await Self.check(image, Self.acknowledged(trace[...end]), "without power after operation \(end), \(share) % survive")
                cuts += 1
            }
        }
        print("power cut \(cuts) times")
    }

    @Test(arguments: [ScriptedDisk.Fault.error, .full, .once])
    func `[104] After the first failed operation nothing is acknowledged, and opening anew finds all that was`(_ fault: ScriptedDisk.Fault)
        async throws
    {
        let changes = try await Self.trace().count { $0.isChange }
        var random = SplitMix(seed: 7)
        var noticed = 0
        for at in 0..<changes {
            let folder = try TemporaryFolder()
            let disk = ScriptedDisk(folder: folder.path, fault: (at, fault))
            let failure = await ledgerError { try await Self.write(folder.path, disk) }
            disk.remove()
            guard disk.hasFailed else { continue }
            if failure != nil { noticed += 1 }
            let operations = disk.operations
            try await Self.check(folder, Self.acknowledged(operations), "\(fault) at \(at)")
            // And if the machine goes down on top of it: what was not synced then is gone, whatever the system said later.
            let image = DiskImage(powerCutAfter: operations[...]) { random.next() % 2 == 0 }
            try await Self.check(image, Self.acknowledged(operations), "\(fault) at \(at), then without power")
        }
        // Closing is allowed to fail unnoticed: nothing depends on it.
        #expect(noticed > changes / 2)
        print("\(fault): \(changes) operations failed, \(noticed) stopped the writer")
    }

    @Test(arguments: [3, 11, 19, 27, 35, 43, 51, 59])
    func `[103] A process that is killed at an operation for real leaves all that it acknowledged`(_ at: Int) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, at = at as Int] in
            let disk = ScriptedDisk(folder: path, fault: (at, .kill))
            let notes = open("\(path)/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
            let watch = Task.detached {
                var told = -1
                while true {
                    if let count = CrashSweepTests.acknowledged(disk.operations), count > told {
                        told = count
                        let line = Array("\(count)\n".utf8)
                        _ = Foundation.write(notes, line, line.count)
                    }
                    await Task.yield()
                }
            }
            try await CrashSweepTests.write(path, disk)
            watch.cancel()
        }
        let told = try? String(contentsOfFile: "\(path)/acknowledged", encoding: .utf8).split(separator: "\n").compactMap { Int($0) }.last
        try await Self.check(folder, told, "killed at \(at)")
    }
}

/// SplitMix64: the same numbers in every run.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
