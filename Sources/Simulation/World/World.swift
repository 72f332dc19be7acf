import Ledger

/// Everything that a seed simulates: nodes and their disks, witnesses, the network, clients, and who watches them.
final class World: @unchecked Sendable {
    let engine: Engine
    let setting: Setting
    let oracle: Oracle
    private(set) var witnesses: [WitnessHost] = []
    private(set) var slots: [Slot] = []
    private(set) lazy var network = Network(self)
    let clients = [Client(number: 0), Client(number: 1)]
    private(set) var strikes: [Fault: Int] = [:]
    /// Whether faults strike; later everything is whole again.
    private(set) var isTroubled = true
    /// Records told to be durable, and those told under a quorum or without.
    var acknowledged = 0
    /// Openings that ended well, and those refused.
    var openings = 0
    var refusals: [LedgerError.Code: Int] = [:]

    init(_ engine: Engine, _ setting: Setting, folders: [String]) throws {
        self.engine = engine
        self.setting = setting
        oracle = Oracle(engine)
        for number in setting.witnessKeys.indices {
            witnesses.append(try WitnessHost(self, number: number, isBad: number < setting.policy.faulty))
        }
        slots = folders.enumerated().map { Slot(self, number: $0, folder: $1) }
    }

    /// The present time in seconds, as only the simulation knows it.
    var trueTime: UInt64 { Setting.startSeconds + UInt64(engine.now / 1_000_000) }

    func struck(_ fault: Fault) {
        strikes[fault, default: 0] += 1
        if fault.isPlanned { engine.note("FAULT: \(fault.rawValue)") }
    }

    /// Ends all faults.
    func heal() {
        engine.note("all faults end")
        isTroubled = false
        network.heal()
        for witness in witnesses {
            witness.clock.heal()
            witness.start()
        }
        for slot in slots { slot.clock.heal() }
    }
}
