import Attestation
import AttestedSession
import Testing

/// Real verifiers of releases, and what models/releases.pml says of them.
@Suite(.serialized, .enabled(if: ModelTrace.hasSpin, "Spin is not installed (make setup)"))
struct ReleaseTraceTests {
    /// Two verifiers that start with the first set pinned, and what they did.
    final class Verifiers {
        let notes: ReleaseNotes
        var verifiers: [ReleaseVerifier]
        var trace = ModelTrace(model: "releases")

        init(quorums: [Int], without weak: Set<Int> = []) throws {
            notes = try ReleaseNotes(without: weak)
            verifiers = [ReleaseVerifier](repeating: try ReleaseVerifier(pinned: notes.pinned, profile: .strict), count: 2)
            for number in quorums { trace.note("quorum \(number)", true) }
        }

        /// Shows a verifier a chain of notes; the trace names the first and the one at which it was decided.
        func show(_ verifier: Int, _ numbers: [Int], at time: UInt64, decidedAt last: Int? = nil) throws -> Bool {
            let chain = try ReleaseChain(numbers.map { notes.steps[$0] })
            let isAccepted = (try? verifiers[verifier].accept(chain, at: ReleaseNotes.time(time))) != nil
            trace.note("accept \(verifier) \(numbers[0]) \(last ?? numbers[numbers.count - 1]) \(time)", isAccepted)
            return isAccepted
        }

        func use(_ verifier: Int, at time: UInt64) -> Bool {
            let isInForce = (try? verifiers[verifier].inForce(at: ReleaseNotes.time(time))) != nil
            trace.note("use \(verifier) \(time)", isInForce)
            return isInForce
        }

        /// A verifier forgets everything but what it has written down.
        func restart(_ verifier: Int) throws {
            let memory = try ReleaseMemory(encoded: verifiers[verifier].memory.encoded)
            verifiers[verifier] = try ReleaseVerifier(pinned: notes.pinned, profile: .strict, remembering: memory)
            trace.note("restart \(verifier)", true)
        }

        /// The two compare their heads, and tell each other what the other lacks if they differ.
        func meet(at time: UInt64) -> Bool {
            let isSame = verifiers[0].head == verifiers[1].head && verifiers.allSatisfy { $0.head != nil && $0.alarms.isEmpty }
            if verifiers[0].head != verifiers[1].head {
                let chains = [verifiers[1].chain(after: verifiers[0].head), verifiers[0].chain(after: verifiers[1].head)]
                for index in 0..<2 { _ = try? verifiers[index].accept(chains[index], at: ReleaseNotes.time(time)) }
            }
            trace.note("meet", isSame)
            return isSame
        }
    }

    @Test func `[17][127] Manifests, a restart, a change of auditors and a first contact are a behaviour of the model`() async throws {
        let both = try Verifiers(quorums: [0, 2, 6, 8, 10])
        #expect(try both.show(0, [0], at: 0))
        #expect(both.use(0, at: 0))
        #expect(!both.use(0, at: 1))
        #expect(try both.show(0, [2], at: 1))
        try both.restart(0)
        // What it accepted before the restart it does not go back to.
        let rollback = both.trace.lines.count
        #expect(try !both.show(0, [0], at: 1))
        #expect(try both.show(0, [6, 8], at: 1))
        #expect(try both.show(0, [10], at: 2))
        #expect(try both.show(1, [6, 8, 10], at: 2))
        #expect(both.meet(at: 2))
        #expect(both.use(1, at: 2))
        // A clock that was turned back.
        let frozen = both.trace.lines.count
        #expect(!both.use(1, at: 1))
        let trace = both.trace
        #expect(try trace.isCheckedIn(as: "releases-rotation"))
        #expect(try await trace.isBehaviour())
        for refusal in [rollback, frozen] { #expect(try await !trace.turning(refusal).isBehaviour()) }
        // The new set's second manifest before its first.
        let first = try #require(trace.lines.firstIndex { $0.hasPrefix("accept 0 6 8") })
        #expect(try await !trace.swapping(first, first + 1).isBehaviour())
    }

    @Test func `[127] Two histories make both verifiers stop, and a restart does not make them forget`() async throws {
        let both = try Verifiers(quorums: [0, 1])
        #expect(try both.show(0, [0], at: 0))
        #expect(try both.show(1, [1], at: 0))
        let meeting = both.trace.lines.count
        #expect(!both.meet(at: 0))
        #expect(both.verifiers.allSatisfy { $0.alarms.count == 1 })
        try both.restart(0)
        for verifier in 0..<2 { #expect(!both.use(verifier, at: 0)) }
        let trace = both.trace
        #expect(try trace.isCheckedIn(as: "releases-equivocation"))
        #expect(try await trace.isBehaviour())
        #expect(try await !trace.turning(meeting).isBehaviour())
        #expect(try await !trace.turning(trace.lines.count - 1).isBehaviour())
        // Had they not met, both would go on: the alarm comes from the meeting.
        var apart = trace
        apart.lines.remove(at: meeting)
        #expect(try await !apart.isBehaviour())
    }

    @Test func `[16][127] What lacks a quorum, what the attacker's auditors sign and what does not follow is refused`() async throws {
        let one = try Verifiers(quorums: [0, 2, 8], without: [3])
        #expect(try one.show(0, [0], at: 0))
        #expect(try !one.show(0, [3], at: 0))
        #expect(try one.show(0, [2], at: 0))
        // The change to the attacker's set, with a manifest of that set behind it.
        #expect(try !one.show(0, [7, 11], at: 0, decidedAt: 7))
        #expect(one.verifiers[0].alarms.isEmpty)
        #expect(one.use(0, at: 1))
        let trace = one.trace
        #expect(try trace.isCheckedIn(as: "releases-no-quorum"))
        #expect(try await trace.isBehaviour())
        for refusal in [5, 7] { #expect(try await !trace.turning(refusal).isBehaviour()) }
        // A manifest that contradicts the one before it.
        let other = try Verifiers(quorums: [0, 1, 4])
        #expect(try other.show(0, [0], at: 0))
        #expect(try !other.show(0, [4], at: 0))
        #expect(other.verifiers[0].alarms.count == 1)
        #expect(!other.use(0, at: 0))
        #expect(try await other.trace.isBehaviour())
        #expect(try await !other.trace.turning(5).isBehaviour())
    }
}
