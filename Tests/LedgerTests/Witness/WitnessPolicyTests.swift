import Testing
import Wire

@testable import Ledger

@Suite struct WitnessPolicyTests {
    static func keys(_ count: Int) throws -> [CosignerKey] {
        try (0..<count).map {
            try CosignerSigningKey(name: "witness.example/w\($0)", rawRepresentation: [UInt8](repeating: UInt8($0 + 1), count: 32)).verifier
        }
    }

    @Test func `Digests and names of an independent implementation`() throws {
        let keys = try Vectors.witnessKeys.map { try CosignerKey(verifierKey: $0) }
        let two = try WitnessPolicy.quorum(needed: 2, of: keys.reversed(), faulty: 0, maximumAge: 60)
        #expect(WitnessPolicy.off.digest.hex == Vectors.policyOff && WitnessPolicy.off.name == "off")
        #expect(try WitnessPolicy.async(keys).digest.hex == Vectors.policyAsync)
        #expect(two.digest.hex == Vectors.policyTwoOfThree && two.name == "2-of-3-dfa01e3f1b506807")
    }

    @Test func `[40] Every policy whose quorums need not share an honest witness is refused, and no other`() throws {
        for count in 1...7 {
            let keys = try Self.keys(count)
            for needed in -1...count + 1 {
                for faulty in -1...count + 1 {
                    let policy = try? WitnessPolicy.quorum(needed: needed, of: keys, faulty: faulty, maximumAge: 60)
                    // Any two sets of `needed` share at least 2·needed − count, of which one must be honest.
                    let isSafe = (1...count).contains(needed) && faulty >= 0 && 2 * needed - count >= faulty + 1
                    #expect((policy != nil) == isSafe, "\(needed) of \(count), \(faulty) bad")
                }
            }
        }
    }

    @Test func `[16] Witnesses are distinct by key and by name`() throws {
        let keys = try Self.keys(2)
        let renamed = try CosignerKey(name: "witness.example/other", publicKey: keys[0].publicKey)
        let rekeyed = try CosignerKey(name: keys[0].name, publicKey: keys[1].publicKey)
        for pair in [[keys[0], keys[0]], [keys[0], renamed], [keys[0], rekeyed], []] {
            #expect(throws: LedgerError.of(.invalidPolicy)) { try WitnessPolicy.async(pair) }
            #expect(throws: LedgerError.of(.invalidPolicy)) { try WitnessPolicy.quorum(needed: 2, of: pair, faulty: 0, maximumAge: 60) }
        }
        #expect(throws: LedgerError.of(.invalidPolicy)) { try WitnessPolicy.async(try Self.keys(17)) }
        let long = try CosignerKey(name: String(repeating: "w", count: 65), publicKey: keys[0].publicKey)
        #expect(throws: LedgerError.of(.invalidPolicy)) { try WitnessPolicy.async([long]) }
        for age: UInt64 in [0, 86_401] {
            #expect(throws: LedgerError.of(.invalidPolicy)) { try WitnessPolicy.quorum(needed: 2, of: keys, faulty: 0, maximumAge: age) }
        }
    }

    @Test func `[16][43] A checkpoint needs k distinct cosignatures, and a wrong one spoils it`() throws {
        let witnesses = try TestWitnesses()
        let policy = try witnesses.policy()
        let head = try Checkpoint(origin: Fixed.origin(), size: 0, root: MerkleTree.emptyRoot, keys: Fixed.keys())
        let lines = try witnesses.all.enumerated().map { try $1.key.cosign(head.note.text, at: UInt64($0 + 10)) }
        #expect(throws: LedgerError.of(.unwitnessed)) { try policy.verify(head.note) }
        #expect(throws: LedgerError.of(.unwitnessed)) { try policy.verify(head.adding([lines[0]]).note) }
        // One witness twice is not two.
        #expect(throws: LedgerError.of(.unverifiedNote)) { try policy.verify(head.adding([lines[0], lines[0]]).note) }
        #expect(try policy.verify(head.adding([lines[0], lines[2]]).note) == [10, 12])
        let wrong = SignedNote.Signature(name: lines[1].name, keyID: lines[1].keyID, bytes: lines[0].bytes)
        #expect(throws: LedgerError.of(.unverifiedNote)) { try policy.verify(head.adding([lines[0], lines[2], wrong]).note) }
        // Cosignatures of another head count nothing.
        let other = try witnesses.all.map { try $0.key.cosign("x" + head.note.text, at: 1) }
        #expect(throws: LedgerError.of(.unverifiedNote)) { try policy.verify(head.adding(other).note) }
        #expect(try WitnessPolicy.off.verify(head.note) == [])
    }

    @Test(arguments: [([5], 5), ([9, 3], 3), ([9, 3, 5], 5), ([1, 2, 3, 4], 2), ([UInt64.max, 0, 7], 7)] as [([UInt64], UInt64)])
    func `[106] The quorum's time is the lower median`(times: [UInt64], median: UInt64) {
        #expect(WitnessPolicy.median(times) == median)
        #expect(WitnessPolicy.median([]) == nil)
    }
}
