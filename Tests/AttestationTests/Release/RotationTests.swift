import Testing
import Wire

@testable import Attestation

@Suite struct RotationTests {
    /// Three manifests of set 1, the change to set 2 (auditors 3, 4 and 5), and two manifests of set 2.
    static func chain(signers: [UInt8] = [1, 2, 4, 5]) throws -> [ReleaseStep] {
        var steps = try Releases.chain(3)
        let change = try AuditorSetChange(from: Releases.set(), last: steps[2].manifest, to: Releases.set(2, [3, 4, 5]))
        steps.append(try Releases.step(change, by: signers))
        for sequence: UInt64 in 1...2 {
            let previous = sequence == 1 ? change.next.digest : steps[4].digest
            steps.append(try Releases.step(Releases.manifest(sequence, after: previous, set: 2, control: 2), by: [4, 5]))
        }
        return steps
    }

    @Test func `A set that both thresholds signed takes over, and its sequence restarts`() throws {
        var verifier = try Releases.verifier()
        try verifier.accept(try ReleaseChain(Releases.chain(3)), at: Releases.time(3))
        #expect(try Releases.refusal(&verifier, Self.chain(), at: Releases.time(3)) == nil)
        #expect(verifier.head.map { [UInt64($0.set), $0.sequence] } == [2, 2])
        #expect(verifier.auditors.version == 2)
        #expect(try verifier.inForce(at: Releases.time(3)).control.measurements == [Releases.software(2)])
    }

    @Test(arguments: [[1, 2], [4, 5], [1, 4, 5], [1, 2, 4], [3, 4, 5], [1, 2, 3]] as [[UInt8]])
    func `[127] A set that only one threshold signed does not take over`(signers: [UInt8]) throws {
        // Auditor 3 is in both sets: 3, 4, 5 are two of the new and one of the old.
        let enough = Set(signers).intersection([1, 2, 3]).count >= 2 && Set(signers).intersection([3, 4, 5]).count >= 2
        var verifier = try Releases.verifier()
        #expect(!enough)
        #expect(try Releases.refusal(&verifier, Self.chain(signers: signers), at: Releases.time(3)) == .setNotSignedByBoth)
        #expect(verifier.auditors.version == 1)
    }

    @Test func `[17] The set before signs nothing any more`() throws {
        var verifier = try Releases.verifier()
        let steps = try Self.chain()
        try verifier.accept(try ReleaseChain(steps), at: Releases.time(3))
        let late = try Releases.step(Releases.manifest(4, after: steps[2].digest))
        #expect(try Releases.refusal(&verifier, [late], at: Releases.time(3)) == .lower)
        #expect(try Releases.refusal(&verifier, Array(steps.prefix(3)), at: Releases.time(3)) == .lower)
        // Nor does it in the new set's name.
        let disguised = try Releases.step(Releases.manifest(3, after: steps[5].digest, set: 2), by: [1, 2])
        #expect(try Releases.refusal(&verifier, [disguised], at: Releases.time(3)) == .noSignatures)
    }

    @Test func `[127] A sleeper needs the end of the old set's chain`() throws {
        var verifier = try Releases.verifier()
        let steps = try Self.chain()
        try verifier.accept(try ReleaseChain([steps[0]]), at: Releases.time(1))
        #expect(try Releases.refusal(&verifier, Array(steps[3...]), at: Releases.time(3)) == .unchained)
        #expect(try Releases.refusal(&verifier, Array(steps[1...]), at: Releases.time(3)) == nil)
    }

    @Test func `[127] A first manifest of the new set is not left out`() throws {
        var verifier = try Releases.verifier()
        let steps = try Self.chain()
        try verifier.accept(try ReleaseChain(Array(steps.prefix(3))), at: Releases.time(3))
        #expect(try Releases.refusal(&verifier, [steps[3], steps[5]], at: Releases.time(3)) == .unchained)
    }

    @Test func `A first contact reaches a later set over changes alone`() throws {
        var verifier = try Releases.verifier()
        let steps = try Self.chain()
        #expect(try Releases.refusal(&verifier, [steps[3], steps[5]], at: Releases.time(3)) == nil)
        // Without the change, set 2 is unknown.
        var other = try Releases.verifier()
        #expect(try Releases.refusal(&other, [steps[5]], at: Releases.time(3)) == .unknownSet)
    }

    @Test func `A change leads from the set before to the next number and no other`() throws {
        let first = try Releases.set()
        #expect(throws: ReleaseRefusal(.unknownSet, "")) { try AuditorSetChange(from: first, last: nil, to: Releases.set(3, [4, 5, 6])) }
        #expect(throws: ReleaseRefusal(.unknownSet, "")) { try AuditorSetChange(from: first, last: nil, to: Releases.set(1, [4, 5, 6])) }
        // A change from a set of the same number and other auditors.
        let strangers = try AuditorSetChange(from: Releases.set(1, [7, 8, 9]), last: nil, to: Releases.set(2, [4, 5, 6]))
        var verifier = try Releases.verifier()
        let steps = [
            try Releases.step(strangers, by: [1, 2, 4, 5]),
            try Releases.step(Releases.manifest(1, after: strangers.next.digest, set: 2), by: [4, 5]),
        ]
        #expect(try Releases.refusal(&verifier, steps, at: Releases.time(1)) == .unknownSet)
    }

    @Test func `Quorums share an honest auditor, or there is no set`() throws {
        for (count, threshold, bad): (UInt8, Int, Int) in [(3, 1, 0), (4, 2, 0), (3, 2, 1), (5, 3, 1), (2, 1, 0), (5, 4, 3)] {
            #expect(throws: ReleaseRefusal(.setTooWeak, "")) { try Releases.set(1, 1...count, threshold: threshold, bad: bad) }
        }
        for (count, threshold, bad): (UInt8, Int, Int) in [(3, 2, 0), (3, 3, 2), (4, 3, 1), (5, 4, 2), (1, 1, 0), (2, 2, 1)] {
            #expect(throws: Never.self) { try Releases.set(1, 1...count, threshold: threshold, bad: bad) }
        }
        for (count, threshold, bad): (UInt8, Int, Int) in [(3, 0, 0), (3, 4, 0), (3, 3, 3), (3, -1, 0), (3, 2, -1), (33, 30, 0)] {
            #expect(throws: ReleaseRefusal(.malformed, "")) { try Releases.set(1, 1...count, threshold: threshold, bad: bad) }
        }
    }

    @Test func `[16] A strict profile takes no set in which one auditor decides, not even later`() throws {
        let alone = try Releases.set(1, [1], threshold: 1)
        #expect(throws: ReleaseRefusal(.setTooWeak, "")) { try Releases.verifier(alone) }
        #expect(throws: Never.self) { try Releases.verifier(alone, profile: .development) }
        var verifier = try Releases.verifier()
        let change = try AuditorSetChange(from: Releases.set(), last: nil, to: Releases.set(2, [1], threshold: 1))
        let steps = [
            try Releases.step(change, by: [1, 2]), try Releases.step(Releases.manifest(1, after: change.next.digest, set: 2), by: [1]),
        ]
        #expect(try Releases.refusal(&verifier, steps, at: Releases.time(1)) == .setTooWeak)
    }
}
