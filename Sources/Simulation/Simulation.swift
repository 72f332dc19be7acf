import Ledger

/// One seed from its beginning to its end.
package struct Simulation {
    /// What came of a seed.
    package struct Outcome: Sendable {
        package let seed: UInt64
        /// How many jobs and timers ran, and how many microseconds passed.
        package let steps: Int
        package let microseconds: Int
        /// The digest of everything that happened: equal in every run of the seed.
        package let digest: UInt64
        /// What must not happen, and did.
        package let violations: [String]
        /// How often each fault struck, in the order of all faults.
        package let strikes: [Int]
        package let acknowledged: Int
        package let openings: Int
        package let refusals: Int
        /// Disks from which a node went on when all faults had ended, and those from which none rightly could.
        package let wentOn: Int
        package let refused: Int
    }

    /// The most jobs and timers of one seed.
    private static let maximumSteps = 400_000
    private static let slots = 2

    private let seed: UInt64
    private let workspace: Workspace

    package init(seed: UInt64, in workspace: Workspace) { (self.seed, self.workspace) = (seed, workspace) }

    /// Runs it on this thread. `show` is handed each line of the trace.
    package func run(show: (@Sendable (String) -> Void)? = nil) throws -> Outcome {
        let engine = Engine(seed: seed, show: show)
        let setting = try Setting(&engine.random)
        let folders = try workspace.folders(Self.slots)
        let world = try World(engine, setting, folders: folders)
        defer { for folder in folders { DiskFileSystem.unmount(folder) } }
        engine.note("seed \(seed): \(setting.policy.mode), \(setting.policy.needed) of \(setting.policy.witnesses.count) witnesses")
        FaultPlan(world).begin()
        _ = engine.run(steps: Self.maximumSteps) { engine.now >= setting.trouble || !world.oracle.violations.isEmpty }
        var ends = (wentOn: 0, refused: 0)
        if world.oracle.violations.isEmpty { ends = recover(world) }
        return Outcome(
            seed: seed, steps: engine.steps, microseconds: engine.now, digest: engine.digest, violations: world.oracle.violations,
            strikes: Fault.allCases.map { world.strikes[$0] ?? 0 }, acknowledged: world.acknowledged, openings: world.openings,
            refusals: world.refusals.values.reduce(0, +), wentOn: ends.wentOn, refused: ends.refused)
    }

    // Without faults every disk is tried alone: from each a node goes on, or refuses for a reason that `judge` admits.
    private func recover(_ world: World) -> (wentOn: Int, refused: Int) {
        let engine = world.engine
        for slot in world.slots {
            slot.isRunning = false
            slot.kill()
        }
        world.heal()
        settle(world)
        var ends = (wentOn: 0, refused: 0)
        for slot in world.slots where world.oracle.violations.isEmpty && !slot.disk.files.isEmpty {
            if let rescue = slot.rescue {
                slot.put(rescue)
                slot.seen = nil
                slot.rescue = nil
            }
            slot.start()
            guard let life = slot.life else { continue }
            let end = engine.now + 60_000_000
            _ = engine.run(steps: Self.maximumSteps) {
                slot.life == nil || life.hasAcknowledged || engine.now > end || !world.oracle.violations.isEmpty
            }
            if life.hasAcknowledged {
                ends.wentOn += 1
            } else if slot.life == nil {
                ends.refused += 1
            } else {
                world.oracle.violate("\(life.name) neither goes on nor refuses, although nothing is wrong any more")
            }
            slot.stop()
            let isOver = engine.run(steps: Self.maximumSteps) { slot.life == nil || !world.oracle.violations.isEmpty }
            world.oracle.demand(isOver || !world.oracle.violations.isEmpty, "\(life.name) does not stop")
        }
        settle(world)
        return ends
    }

    // Whatever was killed comes to its end.
    private func settle(_ world: World) {
        guard world.oracle.violations.isEmpty else { return }
        let isOver = world.engine.run(steps: Self.maximumSteps) { world.engine.runningTasks == 0 }
        world.oracle.demand(isOver, "tasks never end: \(world.engine.runningTasks)")
    }
}
