import Ledger
import Wire

/// What a seed decides before anything runs: the witness policy, the faults that may strike, how much is written.
struct Setting {
    /// Seconds since 1970 at virtual time 0.
    static let startSeconds: UInt64 = 1_800_000_000
    /// How old the quorum's time may be, in seconds.
    static let maximumAge: UInt64 = 12

    let origin: LedgerOrigin
    let keys: LedgerKeys
    let policy: WitnessPolicy
    let witnessKeys: [CosignerSigningKey]
    let enabled: Set<Fault>
    /// How long faults strike, in microseconds.
    let trouble: Int
    let writers: Int
    /// The most records of one append.
    let burst: Int

    /// Keys are drawn anew in every run; nothing that is decided depends on them.
    init(_ random: inout SplitMix) throws {
        origin = try LedgerOrigin("simulation.example/ledger")
        keys = try LedgerKeys(applicationSecret: [UInt8](repeating: 1, count: 32))
        let mode = random.number(0..<100)
        let (count, needed, faulty) = random.pick([(1, 1, 0), (3, 2, 0), (3, 2, 0), (4, 3, 1), (5, 3, 0), (5, 4, 1)]) ?? (3, 2, 0)
        let witnessKeys = try (1...count).map {
            try CosignerSigningKey(name: "witness.example/w\($0)", rawRepresentation: [UInt8](repeating: UInt8($0), count: 32))
        }
        self.witnessKeys = witnessKeys
        policy =
            switch mode {
            case 0..<65:
                try .quorum(needed: needed, of: witnessKeys.map(\.verifier), faulty: faulty, maximumAge: Self.maximumAge)
            case 65..<75: try .async(witnessKeys.map(\.verifier))
            default: .off
            }
        // Each seed knows some faults only: all at once would hide one another.
        let share = random.pick([20, 40, 60]) ?? 40
        enabled = Set(Fault.allCases.filter { _ in random.chance(share) })
        trouble = random.number(5..<14) * 1_000_000
        writers = random.number(1..<4)
        burst = random.chance(20) ? 40 : 4
    }

    var isQuorum: Bool { policy.mode == .quorum }

    /// Whether the quorum's time lies between the times of witnesses whose clocks are right.
    var hasHonestTime: Bool { isQuorum && !enabled.contains(.witnessClockJumped) && policy.needed > 2 * policy.faulty }
}
