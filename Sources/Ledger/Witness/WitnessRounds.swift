import Wire

/// A head, and how to prove it to a witness that remembers an older one.
struct WitnessTarget: Sendable {
    let round: UInt64
    let head: Checkpoint
    /// The proof from a size on; nil where there is none.
    let proof: @Sendable (UInt64) async -> [TreeHash]?
}

/// A cosignature that has been verified.
struct Cosignature: Hashable, Sendable {
    let line: SignedNote.Signature
    let time: UInt64
    /// When the request for it was sent.
    let asked: Duration
}

/// A head with the cosignatures of a quorum.
struct WitnessedHead: Sendable {
    let checkpoint: Checkpoint
    /// The median of their times.
    let time: UInt64
    /// When the earliest of their requests was sent.
    let asked: Duration
}

/// The rounds of a quorum as a state machine: which head is to be cosigned, who has done so, and what each witness said last.
struct WitnessRounds {
    /// What a witness is known to have cosigned, and what it said last.
    struct Member {
        var size: UInt64 = 0
        var trouble: String?
        /// The head and round that it was given last.
        var given: UInt64 = 0
    }

    let needed: Int
    private(set) var members: [Member]
    private(set) var target: WitnessTarget?
    private(set) var cosignatures: [Int: Cosignature] = [:]
    private var isDecided = true
    private var expired: UInt64 = 0
    private var rounds: UInt64 = 0

    init(witnesses: Int, needed: Int) {
        members = Array(repeating: Member(), count: witnesses)
        self.needed = needed
    }

    /// A number for the next round.
    mutating func number() -> UInt64 {
        rounds += 1
        return rounds
    }

    /// Makes a head the one to be cosigned. Cosignatures of the same head in an unfinished round count on. False if the round's time is up already.
    mutating func begin(_ next: WitnessTarget) -> Bool {
        guard next.round > expired else { return false }
        if isDecided || target?.head.note.text != next.head.note.text { cosignatures = [:] }
        target = next
        isDecided = false
        return true
    }

    /// Whether a witness that is free should be asked something.
    func hasWork(for member: Int) -> Bool {
        guard let target else { return false }
        return cosignatures[member] == nil && members[member].given < target.round
    }

    /// What a witness that is free should be asked now; nil if nothing.
    mutating func work(for member: Int) -> WitnessTarget? {
        guard hasWork(for: member), let target else { return nil }
        members[member].given = target.round
        return target
    }

    /// Counts a cosignature; the head with all of them when they are enough for the first time.
    mutating func count(_ cosignature: Cosignature, of member: Int, for asked: WitnessTarget) -> WitnessedHead? {
        members[member].size = asked.head.size
        members[member].trouble = nil
        guard let target, target.head.note.text == asked.head.note.text else { return nil }
        cosignatures[member] = cosignature
        guard !isDecided, cosignatures.count >= max(needed, 1) else { return nil }
        isDecided = true
        let all = cosignatures.sorted { $0.key < $1.key }.map(\.value)
        guard let time = WitnessPolicy.median(all.map(\.time)), let first = all.map(\.asked).min() else { return nil }
        return WitnessedHead(checkpoint: target.head.adding(all.map(\.line)), time: time, asked: first)
    }

    /// Notes what a witness said instead, and lets it be asked again for the same round.
    mutating func fail(_ member: Int, _ trouble: String) {
        members[member].trouble = trouble
        members[member].given = 0
    }

    /// Takes the size that a witness says it has cosigned.
    mutating func correct(_ member: Int, to size: UInt64) { members[member].size = size }

    /// Ends a round that took too long. False if it is decided or another is under way.
    mutating func expire(_ round: UInt64) -> Bool {
        expired = max(expired, round)
        return target?.round == round && !isDecided
    }
}
