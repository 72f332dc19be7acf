import Testing
import Wire

@testable import Attestation

@Suite struct ReleaseVerifierTests {
    @Test func `A manifest of a quorum is in force while it is valid`() throws {
        var verifier = try Releases.verifier()
        let steps = try Releases.chain(1)
        #expect(try verifier.accept(try ReleaseChain(steps), at: Releases.time(1)))
        #expect(verifier.head == steps[0].manifest?.head)
        #expect(try verifier.inForce(at: Releases.time(1)).control.measurements == [Releases.software(1)])
        // The same again moves nothing.
        #expect(try !verifier.accept(try ReleaseChain(steps), at: Releases.time(1)))
    }

    @Test(arguments: [[1, 2], [2, 3], [1, 3], [3, 2, 1], [7, 1, 8, 2]] as [[UInt8]])
    func `Any quorum will do, in any order, among strangers`(signers: [UInt8]) throws {
        var verifier = try Releases.verifier()
        let step = try Releases.step(Releases.manifest(1, after: Releases.set().digest), by: signers)
        #expect(try Releases.refusal(&verifier, [step], at: Releases.time(1)) == nil)
    }

    @Test(arguments: [[1], [2], [3], [1, 7], [1, 1, 7]] as [[UInt8]])
    func `[16] Fewer than the threshold are too few`(signers: [UInt8]) throws {
        var verifier = try Releases.verifier()
        let step = try Releases.step(Releases.manifest(1, after: Releases.set().digest), by: signers)
        #expect(try Releases.refusal(&verifier, [step], at: Releases.time(1)) == .tooFewAuditors)
    }

    @Test func `[16] A line that names an auditor and does not hold spoils the note`() throws {
        let manifest = try Releases.manifest(1, after: Releases.set().digest)
        let good = try SignedNote.signed(manifest.text, by: [1, 2])
        var wrong = try Auditor(3).key.sign(manifest.text + "x")
        wrong = .init(name: wrong.name, keyID: wrong.keyID, bytes: wrong.bytes)
        var verifier = try Releases.verifier()
        #expect(try Releases.refusal(&verifier, [ReleaseStep(good.adding(wrong))], at: Releases.time(1)) == .wrongSignature)
    }

    @Test func `[106] Before its beginning and from its end on a manifest is not in force`() throws {
        let steps = try Releases.chain(1)
        let manifest = try #require(steps[0].manifest)
        var verifier = try Releases.verifier()
        #expect(try Releases.refusal(&verifier, steps, at: manifest.notBefore - 1) == .notYetValid)
        #expect(try Releases.refusal(&verifier, steps, at: manifest.notAfter) == .expired)
        #expect(try Releases.refusal(&verifier, steps, at: .max) == .expired)
        #expect(try Releases.refusal(&verifier, steps, at: 0) == .notYetValid)
        #expect(verifier.head == nil)
        #expect(try Releases.refusal(&verifier, steps, at: manifest.notAfter - 1) == nil)
        #expect(throws: ReleaseRefusal(.expired, "")) { try verifier.inForce(at: manifest.notAfter) }
    }

    @Test func `[127] A frozen chain stops being accepted when its manifest ends`() throws {
        var verifier = try Releases.verifier()
        let steps = try Releases.chain(2)
        try verifier.accept(try ReleaseChain(steps), at: Releases.time(2))
        // The attacker goes on showing what was once right.
        for day: UInt64 in 3...8 { #expect(throws: Never.self) { try verifier.inForce(at: Releases.time(day)) } }
        #expect(throws: ReleaseRefusal(.expired, "")) { try verifier.inForce(at: Releases.time(9)) }
        #expect(try !verifier.accept(try ReleaseChain(steps), at: Releases.time(9)))
        #expect(throws: ReleaseRefusal(.expired, "")) { try verifier.inForce(at: Releases.time(9)) }
    }

    @Test func `[127][134] A clock that was turned back revives nothing`() throws {
        var verifier = try Releases.verifier()
        let steps = try Releases.chain(2)
        try verifier.accept(try ReleaseChain([steps[0]]), at: Releases.time(7))
        let slack = ReleaseVerifier.clockSlack
        #expect(throws: Never.self) { try verifier.inForce(at: Releases.time(7) - slack) }
        #expect(throws: ReleaseRefusal(.frozen, "")) { try verifier.inForce(at: Releases.time(7) - slack - 1) }
        #expect(try Releases.refusal(&verifier, steps, at: Releases.time(2)) == .frozen)
    }

    @Test func `[17] An older manifest is refused`() throws {
        var verifier = try Releases.verifier()
        let steps = try Releases.chain(4)
        try verifier.accept(try ReleaseChain(steps), at: Releases.time(4))
        for count in 1...3 {
            #expect(try Releases.refusal(&verifier, Array(steps.prefix(count)), at: Releases.time(4)) == .lower)
            #expect(try Releases.refusal(&verifier, [steps[count - 1]], at: Releases.time(4)) == .lower)
        }
        #expect(verifier.head == steps[3].manifest?.head)
    }

    @Test func `[127] A jump ahead needs what is in between`() throws {
        var verifier = try Releases.verifier()
        let steps = try Releases.chain(6)
        try verifier.accept(try ReleaseChain([steps[0]]), at: Releases.time(4))
        #expect(try Releases.refusal(&verifier, [steps[2]], at: Releases.time(4)) == .unchained)
        #expect(try Releases.refusal(&verifier, [steps[1], steps[3]], at: Releases.time(4)) == .unchained)
        // A quorum that was once bribed signs the last sequence there is.
        let last = try Releases.step(
            ReleaseManifest(
                origin: Releases.origin, set: 1, sequence: .max, previous: steps[0].digest, notBefore: Releases.time(4),
                notAfter: Releases.time(5), control: .init(), executor: .init()))
        #expect(try Releases.refusal(&verifier, [last], at: Releases.time(4)) == .unchained)
        #expect(try Releases.refusal(&verifier, Array(steps[1...3]), at: Releases.time(4)) == nil)
        #expect(verifier.head?.sequence == 4)
    }

    @Test func `[127] After a fast-forward at first contact a new set starts again`() throws {
        var verifier = try Releases.verifier()
        let last = try Releases.manifest(1, after: Releases.set().digest)
        let far = try ReleaseManifest(
            origin: Releases.origin, set: 1, sequence: .max, previous: [UInt8](repeating: 9, count: 32), notBefore: last.notBefore,
            notAfter: last.notAfter, control: .init(), executor: .init())
        try verifier.accept(try ReleaseChain([Releases.step(far)]), at: Releases.time(1))
        let change = try AuditorSetChange(from: Releases.set(), last: far, to: Releases.set(2, [4, 5, 6]))
        let steps = [
            try Releases.step(change, by: [1, 2, 4, 5]),
            try Releases.step(Releases.manifest(1, after: change.next.digest, set: 2, control: 5), by: [4, 6]),
        ]
        #expect(try Releases.refusal(&verifier, steps, at: Releases.time(1)) == nil)
        #expect(verifier.head?.set == 2)
    }

    @Test func `A first contact takes the newest manifest of the pinned set, and no first one that does not name the set`() throws {
        let steps = try Releases.chain(5)
        var verifier = try Releases.verifier()
        #expect(try Releases.refusal(&verifier, [steps[4]], at: Releases.time(5)) == nil)
        var other = try Releases.verifier()
        let wrong = try Releases.manifest(1, after: [UInt8](repeating: 0, count: 32))
        #expect(try Releases.refusal(&other, [Releases.step(wrong)], at: Releases.time(1)) == .unchained)
    }

    @Test func `Manifests of other releases, of another set, and chains without a manifest are refused`() throws {
        var verifier = try Releases.verifier()
        let set = try Releases.set()
        let foreign = try Releases.manifest(1, after: set.digest, origin: "other.example/releases")
        #expect(try Releases.refusal(&verifier, [Releases.step(foreign)], at: Releases.time(1)) == .otherOrigin)
        let later = try Releases.manifest(1, after: set.digest, set: 2)
        #expect(try Releases.refusal(&verifier, [Releases.step(later)], at: Releases.time(1)) == .unknownSet)
        #expect(try Releases.refusal(&verifier, [], at: Releases.time(1)) == .unchained)
        let change = try AuditorSetChange(from: set, last: nil, to: Releases.set(2, [4, 5, 6]))
        #expect(try Releases.refusal(&verifier, [Releases.step(change, by: [1, 2, 4, 5])], at: Releases.time(1)) == .unchained)
        #expect(verifier.head == nil && verifier.auditors == set)
    }

    @Test func `A refused chain changes nothing, however good its beginning`() throws {
        var verifier = try Releases.verifier()
        let steps = try Releases.chain(3)
        let weak = try Releases.step(Releases.manifest(4, after: steps[2].digest), by: [1])
        #expect(try Releases.refusal(&verifier, steps + [weak], at: Releases.time(3)) == .tooFewAuditors)
        #expect(verifier.head == nil)
        #expect(verifier.memory.chain.steps.isEmpty)
    }
}
