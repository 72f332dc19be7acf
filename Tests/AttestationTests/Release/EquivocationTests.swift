import Testing
import Wire

@testable import Attestation

@Suite struct EquivocationTests {
    /// A verifier at manifest 3, and the manifests 1 to 3.
    static func informed() throws -> (ReleaseVerifier, [ReleaseStep]) {
        var verifier = try Releases.verifier()
        let steps = try Releases.chain(3)
        try verifier.accept(try ReleaseChain(steps), at: Releases.time(3))
        return (verifier, steps)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `[127] The same sequence with another hash is an alarm that keeps both notes`(sequence: UInt64) throws {
        var (verifier, steps) = try Self.informed()
        let previous = sequence == 1 ? try Releases.set().digest : steps[Int(sequence) - 2].digest
        let other = try Releases.step(Releases.manifest(sequence, after: previous, control: 66), by: [2, 3])
        #expect(try Releases.refusal(&verifier, [other], at: Releases.time(3)) == .equivocation)
        #expect(verifier.alarms == [ReleaseAlarm(held: steps[Int(sequence) - 1].note, shown: other.note)])
        // Nothing is accepted while the alarm stands, and it survives in memory.
        #expect(throws: ReleaseRefusal(.equivocation, "")) { try verifier.inForce(at: Releases.time(3)) }
        #expect(try Releases.refusal(&verifier, steps, at: Releases.time(3)) == .equivocation)
        let again = try ReleaseVerifier(
            pinned: Releases.set(), profile: .strict, remembering: ReleaseMemory(encoded: verifier.memory.encoded))
        #expect(again.alarms == verifier.alarms)
        #expect(throws: ReleaseRefusal(.equivocation, "")) { try again.inForce(at: Releases.time(3)) }
    }

    @Test func `[127] A successor of another past is an alarm`() throws {
        var (verifier, steps) = try Self.informed()
        let other = try Releases.step(Releases.manifest(4, after: [UInt8](repeating: 4, count: 32)))
        #expect(try Releases.refusal(&verifier, [other], at: Releases.time(4)) == .equivocation)
        #expect(verifier.alarms.map(\.held) == [steps[2].note])
    }

    @Test func `[127] Two manifests of one sequence in one chain are an alarm`() throws {
        var (verifier, steps) = try Self.informed()
        let left = try Releases.step(Releases.manifest(4, after: steps[2].digest, control: 4))
        let right = try Releases.step(Releases.manifest(4, after: steps[2].digest, control: 5))
        #expect(try Releases.refusal(&verifier, [left, right], at: Releases.time(4)) == .equivocation)
        #expect(verifier.alarms == [ReleaseAlarm(held: left.note, shown: right.note)])
        #expect(verifier.head?.sequence == 3)
    }

    @Test func `[127] Two successors of one set are an alarm`() throws {
        var (verifier, steps) = try Self.informed()
        func passage(_ numbers: [UInt8]) throws -> [ReleaseStep] {
            let change = try AuditorSetChange(from: Releases.set(), last: steps[2].manifest, to: Releases.set(2, numbers))
            return [
                try Releases.step(change, by: [1, 2] + numbers),
                try Releases.step(Releases.manifest(1, after: change.next.digest, set: 2), by: numbers),
            ]
        }
        #expect(try Releases.refusal(&verifier, passage([4, 5, 6]), at: Releases.time(3)) == nil)
        #expect(try Releases.refusal(&verifier, passage([7, 8, 9]), at: Releases.time(3)) == .equivocation)
        #expect(verifier.alarms.count == 1)
    }

    @Test func `[127] A change that disowns a manifest already seen is an alarm`() throws {
        var (verifier, steps) = try Self.informed()
        let change = try AuditorSetChange(from: Releases.set(), last: steps[1].manifest, to: Releases.set(2, [4, 5, 6]))
        let passage = [
            try Releases.step(change, by: [1, 2, 4, 5]),
            try Releases.step(Releases.manifest(1, after: change.next.digest, set: 2), by: [4, 5]),
        ]
        #expect(try Releases.refusal(&verifier, passage, at: Releases.time(3)) == .equivocation)
        #expect(verifier.alarms == [ReleaseAlarm(held: steps[2].note, shown: passage[0].note)])
    }

    @Test func `[127] Nobody raises an alarm without a quorum`() throws {
        var (verifier, steps) = try Self.informed()
        let other = try Releases.manifest(3, after: steps[1].digest, control: 66)
        #expect(try Releases.refusal(&verifier, [Releases.step(other, by: [1])], at: Releases.time(3)) == .tooFewAuditors)
        #expect(try Releases.refusal(&verifier, [Releases.step(other, by: [7, 8])], at: Releases.time(3)) == .noSignatures)
        #expect(verifier.alarms.isEmpty)
        #expect(throws: Never.self) { try verifier.inForce(at: Releases.time(3)) }
    }

    @Test func `[12] The same manifest with other signatures is no alarm`() throws {
        var (verifier, steps) = try Self.informed()
        let again = try ReleaseStep(SignedNote.signed(steps[2].note.text, by: [1, 3]))
        #expect(again.note.bytes != steps[2].note.bytes)
        #expect(try Releases.refusal(&verifier, [again], at: Releases.time(3)) == nil)
        #expect(verifier.alarms.isEmpty)
    }
}
