import Ledger
import Wire

/// Between nodes and witnesses: loses, delays, reorders, repeats and forges, and heals.
final class Network: @unchecked Sendable {
    private unowned let world: World
    private var oldReplies: [Int: [(text: String, reply: WitnessReply)]] = [:]
    private var cutOff: Set<Int> = []

    init(_ world: World) { self.world = world }

    func cut(_ witness: Int) { cutOff.insert(witness) }
    func join(_ witness: Int) { cutOff.remove(witness) }
    func heal() { cutOff = [] }

    /// Carries a request to a witness, and its answers back, or not.
    func send(_ body: [UInt8], to witness: WitnessHost, _ answer: @escaping (WitnessReply) -> Void) {
        guard !cutOff.contains(witness.number) else { return }
        if strikes(.requestLost, 6) { return }
        let text = WitnessHost.head(of: body)?.text ?? ""
        if strikes(.staleReply, 15), let old = stale(witness.number, text) {
            world.struck(.staleReply)
            return later(false) { answer(old) }
        }
        if strikes(.forgedReply, 3) {
            world.struck(.forgedReply)
            return later(false) { answer(self.forged()) }
        }
        if strikes(.duplicated, 6) {
            world.struck(.duplicated)
            later(true) { _ = witness.receive(body) }
        }
        later(strikes(.late, 5)) {
            guard let reply = witness.receive(body) else { return }
            if reply.status == 200 { self.oldReplies[witness.number, default: []].append((text, reply)) }
            guard !self.cutOff.contains(witness.number), !self.strikes(.replyLost, 6) else { return }
            self.later(self.strikes(.late, 5)) { answer(reply) }
        }
    }

    // A cosignature of this very head if there ever was one, else any.
    private func stale(_ witness: Int, _ text: String) -> WitnessReply? {
        let known = oldReplies[witness] ?? []
        return known.first { $0.text == text }?.reply ?? world.engine.random.pick(known)?.reply
    }

    private func forged() -> WitnessReply {
        if world.engine.random.chance(50) {
            let size = world.engine.random.number(0..<500)
            return WitnessReply(status: 409, type: WitnessReply.sizeType, body: Array("\(size)\n".utf8))
        }
        return WitnessReply(status: 200, type: WitnessReply.plainType, body: Array("\u{2014} witness.example/w1 AAAA\n".utf8))
    }

    private func later(_ isLate: Bool, _ action: @escaping () -> Void) {
        if isLate { world.struck(.late) }
        world.engine.after(world.engine.random.number(isLate ? 300_000..<4_000_000 : 500..<20_000), action)
    }

    // Whether a fault of a message strikes this one. Those that may turn out not to are counted by whoever asks.
    private func strikes(_ fault: Fault, _ percent: Int) -> Bool {
        guard world.isTroubled, world.setting.enabled.contains(fault), world.engine.random.chance(percent) else { return false }
        if fault == .requestLost || fault == .replyLost { world.struck(fault) }
        return true
    }
}

/// The way from one life of a node to one witness.
struct Way: WitnessChannel {
    let life: NodeLife
    let witness: WitnessHost

    func addCheckpoint(_ body: [UInt8]) async throws -> WitnessReply {
        try life.checkAlive()
        life.asks(body)
        let answer = OneAnswer<WitnessReply>()
        life.world.network.send(body, to: witness) { answer.give($0) }
        return try await answer.value()
    }
}
