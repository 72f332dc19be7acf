import Testing
import Wire

@testable import Attestation

@Suite struct ReleaseExchangeTests {
    /// A verifier that was shown the first `count` notes of the rotated chain, one by one.
    static func peer(_ count: Int) throws -> ReleaseVerifier {
        var verifier = try Releases.verifier()
        let steps = Array(try RotationTests.chain().prefix(count))
        if !steps.isEmpty { try verifier.accept(try ReleaseChain(steps), at: Releases.time(3)) }
        return verifier
    }

    @Test(arguments: [0, 1, 2, 3, 5, 6])
    func `The older side catches up with what the newer one sends`(count: Int) throws {
        let newer = try Self.peer(6)
        var older = try Self.peer(count)
        let sent = newer.chain(after: older.head)
        #expect(count == 6 ? sent.steps.isEmpty : sent.steps.count == (count == 0 ? 2 : 6 - count))
        if count < 6 { try older.accept(sent, at: Releases.time(3)) }
        #expect(older.head == newer.head)
        // And has nothing to teach.
        #expect(older.chain(after: newer.head).steps.isEmpty)
    }

    @Test func `A newer peer is sent nothing`() throws {
        #expect(try Self.peer(2).chain(after: Self.peer(6).head).steps.isEmpty)
        #expect(try Self.peer(0).chain(after: nil).steps.isEmpty)
    }

    @Test func `[127] Peers that were told two stories prove it to each other`() throws {
        var left = try Self.peer(2)
        var right = try Self.peer(1)
        let other = try Releases.step(Releases.manifest(2, after: Releases.chain(1)[0].digest, control: 66), by: [2, 3])
        try right.accept(try ReleaseChain([other]), at: Releases.time(3))
        let toLeft = right.chain(after: left.head)
        let toRight = left.chain(after: right.head)
        #expect(throws: ReleaseRefusal(.equivocation, "")) { try left.accept(toLeft, at: Releases.time(3)) }
        #expect(throws: ReleaseRefusal(.equivocation, "")) { try right.accept(toRight, at: Releases.time(3)) }
        #expect(left.alarms.count == 1 && right.alarms.count == 1)
    }

    @Test func `A peer whose place is no longer kept gets everything that is`() throws {
        var verifier = try Releases.verifier()
        var last: ReleaseStep?
        for sequence in 1...UInt64(ReleaseChain.maximumSteps + 10) {
            let step = try Releases.step(Releases.manifest(sequence, after: last?.digest ?? Releases.set().digest))
            try verifier.accept(try ReleaseChain([step]), at: Releases.time(sequence))
            last = step
        }
        let kept = verifier.memory.chain.steps
        #expect(kept.count == ReleaseChain.maximumSteps)
        #expect(kept.first?.manifest?.sequence == 11)
        #expect(verifier.chain(after: try Releases.chain(3)[2].manifest?.head).steps.count == ReleaseChain.maximumSteps)
        #expect(try ReleaseMemory(encoded: verifier.memory.encoded) == verifier.memory)
        let again = try ReleaseVerifier(pinned: Releases.set(), profile: .strict, remembering: verifier.memory)
        #expect(again.head == verifier.head)
    }
}
