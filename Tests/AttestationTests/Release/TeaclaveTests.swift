import Testing
import Wire

@testable import Attestation

/// The defects of another system's list of auditors, by name.
@Suite struct TeaclaveTests {
    @Test func `[16] Teaclave: a list with zero signatures is refused`() throws {
        let text = try Releases.manifest(1, after: Releases.set().digest).text
        // Not one signature line: no note at all.
        #expect(throws: ReleaseRefusal(.malformed, "")) { try ReleaseStep(Array("\(text)\n".utf8)) }
        #expect(throws: ReleaseRefusal(.malformed, "")) { try ReleaseStep(Array(text.utf8)) }
        // Lines of strangers only.
        var verifier = try Releases.verifier()
        let strangers = try ReleaseStep(SignedNote.signed(text, by: [7, 8, 9]))
        #expect(try Releases.refusal(&verifier, [strangers], at: Releases.time(1)) == .noSignatures)
        #expect(throws: ReleaseRefusal(.noManifest, "")) { try verifier.inForce(at: Releases.time(1)) }
    }

    @Test(arguments: [1, 2, 3] as [UInt8])
    func `[16] Teaclave: one auditor who signs twice counts once`(number: UInt8) throws {
        let text = try Releases.manifest(1, after: Releases.set().digest).text
        var verifier = try Releases.verifier()
        // P-256 signatures differ each time; the Ed25519 ones are equal.
        let twice = try ReleaseStep(SignedNote.signed(text, by: [number, number, number]))
        #expect(try Releases.refusal(&verifier, [twice], at: Releases.time(1)) == .tooFewAuditors)
        #expect(verifier.head == nil)
    }

    @Test func `[16] Teaclave: one auditor under two names counts once`() throws {
        let one = try Auditor(1).key.verifier
        let alias = try NoteKey(name: "other.example", ecdsa: one.publicKey)
        #expect(throws: ReleaseRefusal(.malformed, "")) {
            try AuditorSet(origin: Releases.origin, threshold: 2, assumedBad: 0, keys: [one, alias])
        }
        // And the count itself goes by public keys, whoever lists them.
        let text = "text\n"
        let secret = try Auditor(1, name: "other.example").key
        let note = SignedNote(text: text, signatures: [try Auditor(1).key.sign(text), try secret.sign(text)])
        #expect(try note.signers(among: [one, secret.verifier]).count == 1)
    }

    @Test func `[16] Teaclave: auditors from an untrusted file are nobody`() throws {
        // The attacker's own set signs its own manifest, and even says that it is the pinned one.
        let manifest = try Releases.manifest(1, after: Releases.set().digest)
        var verifier = try Releases.verifier()
        #expect(try Releases.refusal(&verifier, [Releases.step(manifest, by: [7, 8, 9])], at: Releases.time(1)) == .noSignatures)
        // Nor do they become somebody by a change that only they sign.
        let change = try AuditorSetChange(from: Releases.set(), last: nil, to: Releases.set(2, [7, 8, 9]))
        let steps = [
            try Releases.step(change, by: [7, 8, 9]),
            try Releases.step(Releases.manifest(1, after: change.next.digest, set: 2), by: [7, 8, 9]),
        ]
        #expect(try Releases.refusal(&verifier, steps, at: Releases.time(1)) == .setNotSignedByBoth)
        #expect(verifier.auditors == (try Releases.set()))
    }

    @Test func `[16] Teaclave: a list without expiry is none, and seven days are the most`() throws {
        let text = try Releases.manifest(1, after: Releases.set().digest).text
        let endless = text.split(separator: "\n").filter { !$0.hasPrefix("not-after ") }.map { "\($0)\n" }.joined()
        #expect(throws: ReleaseRefusal(.malformed, "")) { try ReleaseManifest(text: endless) }
        for days: UInt64 in [8, 365, 1 << 40] {
            var verifier = try Releases.verifier()
            let long = try Releases.manifest(1, after: Releases.set().digest, days: days)
            #expect(try Releases.refusal(&verifier, [Releases.step(long)], at: Releases.time(1)) == .livesTooLong)
        }
        var verifier = try Releases.verifier()
        let week = try Releases.manifest(1, after: Releases.set().digest, days: 7)
        #expect(try Releases.refusal(&verifier, [Releases.step(week)], at: Releases.time(1)) == nil)
    }
}
