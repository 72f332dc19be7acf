import AttestedSession
import Ledger
import Testing
import Wire

@testable import Server

/// An executor's time is the witnesses', whatever its host says.
@Suite struct ExecutorClockTests {
    private static let origin = "ledger.test/executor"
    private let witnesses: [CosignerSigningKey]

    init() throws { witnesses = try (1...3).map { try CosignerSigningKey(name: "witness.example/w\($0)") } }

    private func clock(_ moved: MovedClock = MovedClock(), origin: String = Self.origin) throws -> ExecutorClock {
        let policy = try WitnessPolicy.quorum(needed: 2, of: witnesses.map(\.verifier), faulty: 0, maximumAge: 60)
        return ExecutorClock(origin: origin, policy: policy, monotonic: moved.clock)
    }

    /// What a control node says of itself, its head cosigned with these times.
    private func context(_ times: [UInt64]) throws -> SessionContext {
        let signer = try NoteSigningKey(name: Self.origin, algorithm: .ed25519)
        let text = "\(Self.origin)\n1\n\(Base64.encode([UInt8](repeating: 7, count: 32)))\n"
        let lines = try zip(witnesses, times).map { try $0.cosign(text, at: $1).line }.joined()
        let note = try SignedNote(text: text, signatures: [signer.sign(text)]).bytes + Array(lines.utf8)
        return try SessionContext(ledgerOrigin: Self.origin, checkpoint: note)
    }

    @Test func `[106][134] The time is the quorum's median and goes on from there, far from the host's clock`() throws {
        let moved = MovedClock()
        let clock = try clock(moved)
        try clock.learn(context([4_000_000_000, 4_000_000_010]))
        #expect(clock.now == 4_000_000_000)
        moved.advance(seconds: 7)
        #expect(clock.now == 4_000_000_007)
        // Nor does it go back.
        try clock.learn(context([1_000, 2_000, 3_000]))
        #expect(clock.now == 4_000_000_007)
    }

    @Test func `[43][134] A control node that shows no head cosigned by a quorum is refused`() throws {
        for times in [[], [4_000_000_000]] as [[UInt64]] { #expect(throws: NodeError.self) { try clock().learn(context(times)) } }
        #expect(throws: NodeError.self) { try clock().learn(SessionContext(ledgerOrigin: Self.origin)) }
        #expect(throws: NodeError.self) { try clock(origin: "ledger.test/other").learn(context([1, 2, 3])) }
    }

    @Test func `Without a quorum nothing is demanded`() throws {
        let clock = ExecutorClock(origin: Self.origin, policy: .off)
        try clock.learn(context([]))
        #expect(clock.now > 0)
    }
}
