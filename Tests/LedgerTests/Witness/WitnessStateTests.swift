import Testing
import Wire

@testable import Ledger

@Suite struct WitnessStateTests {
    /// A ledger of a few entries, and branches of it.
    struct Log {
        var tree = MerkleTree()
        mutating func append(_ text: String) { tree.append(MerkleTree.leafHash(Array(text.utf8))) }

        func request(old: UInt64, keys: LedgerKeys? = nil, size: UInt64? = nil, proof: [TreeHash]? = nil) throws -> [UInt8] {
            let size = size ?? tree.size
            let head = try Checkpoint(
                origin: Fixed.origin(), size: size, root: tree.root(size: size), keys: keys ?? Fixed.keys())
            let path = try proof ?? (old <= size ? tree.consistencyProof(from: old, to: size).path : [])
            return WitnessRequest(oldSize: old, proof: path, checkpoint: head.note).bytes
        }
    }

    static func log(_ entries: Int) -> Log {
        var log = Log()
        for index in 0..<entries { log.append("\(index)") }
        return log
    }

    @Test func `The vector of an independent implementation`() throws {
        let key = try CosignerSigningKey(name: "witness.example/w1", rawRepresentation: [UInt8](repeating: 0x55, count: 32))
        let witness = try TestWitness(1)
        let reply = witness.witness.answer(Array((Vectors.addCheckpoint.replacing("old 1\n", with: "old 0\n")).utf8))
        #expect(reply.status == 422)
        // The first entry, and then both.
        let root = try #require(TreeHash([UInt8](hex: Vectors.openingLeaf) ?? []))
        let first = try Checkpoint(origin: Fixed.origin(), size: 1, root: root, keys: Fixed.keys())
        #expect(witness.witness.answer(WitnessRequest(oldSize: 0, proof: [], checkpoint: first.note).bytes).status == 200)
        let both = witness.witness.answer(Array(Vectors.addCheckpoint.utf8))
        #expect(both.status == 200)
        #expect(String(decoding: both.body, as: UTF8.self).hasPrefix("\u{2014} witness.example/w1 IBeWrgAAAABrSdIA"))
        #expect(witness.store.saved?.hex == Vectors.witnessState)
        let state = try WitnessState(wireBytes: [UInt8](hex: Vectors.witnessState) ?? [])
        #expect(state.key == key.verifier && state.time == 1_800_000_000)
        #expect(try state.heads[Fixed.origin().name]?.size == 2)
    }

    @Test func `[40][42] A witness follows growth, and cosigns the same head again with a new time`() throws {
        let witness = try TestWitness(1)
        var log = Self.log(5)
        #expect(witness.witness.answer(try log.request(old: 0)).status == 200)
        for index in 5..<40 {
            let old = log.tree.size
            log.append("\(index)")
            #expect(witness.witness.answer(try log.request(old: old)).status == 200)
        }
        witness.clock.now += 100
        let again = witness.witness.answer(try log.request(old: 40))
        let note = try SignedNote(try WitnessRequest(log.request(old: 40)).checkpoint.bytes + again.body)
        #expect(try witness.key.verifier.cosignatureTime(of: note) == 1_800_000_100)
    }

    @Test func `[37][43] A smaller size is refused with the size that was cosigned last`() throws {
        let witness = try TestWitness(1)
        let log = Self.log(20)
        #expect(witness.witness.answer(try log.request(old: 0)).status == 200)
        for old: UInt64 in [0, 7, 19] {
            let reply = witness.witness.answer(try log.request(old: old, size: 19))
            #expect(reply.status == 409 && reply.type == "text/x.tlog.size" && reply.body == Array("20\n".utf8))
        }
        #expect(witness.witness.answer(try log.request(old: 20, size: 19, proof: [])).status == 400)
        #expect(witness.store.saves == 1)
    }

    @Test func `[40] A fork is refused: same size with another root, and growth of another branch`() throws {
        let witness = try TestWitness(1)
        let log = Self.log(20)
        var other = Self.log(19)
        other.append("another")
        #expect(witness.witness.answer(try log.request(old: 0)).status == 200)
        #expect(witness.witness.answer(try other.request(old: 20)).status == 409)
        other.append("more")
        #expect(witness.witness.answer(try other.request(old: 20)).status == 422)
        #expect(witness.witness.state.heads[try Fixed.origin().name]?.size == 20)
    }

    @Test func `A proof where none belongs, and one that is wrong, are refused`() throws {
        let witness = try TestWitness(1)
        let log = Self.log(8)
        let hash = MerkleTree.leafHash([1])
        #expect(witness.witness.answer(try log.request(old: 0, proof: [hash])).status == 422)
        #expect(witness.witness.answer(try log.request(old: 0, size: 5)).status == 200)
        #expect(witness.witness.answer(try log.request(old: 5, size: 5, proof: [hash])).status == 422)
        #expect(witness.witness.answer(try log.request(old: 5, proof: [])).status == 422)
        #expect(witness.witness.answer(try log.request(old: 5, proof: [hash, hash])).status == 422)
        #expect(witness.witness.answer(try log.request(old: 5)).status == 200)
    }

    @Test func `An unknown log, an unknown key and a body of another form are told apart`() throws {
        let witness = try TestWitness(1)
        let log = Self.log(3)
        let request = try log.request(old: 0)
        let stranger = String(decoding: request, as: UTF8.self).replacing("cloister.example", with: "other.example")
        #expect(witness.witness.answer(Array(stranger.utf8)).status == 404)
        let unsigned = SignedNote(
            text: try WitnessRequest(request).checkpoint.text,
            signatures: [
                .init(name: try Fixed.origin().name, keyID: 1, bytes: [UInt8](repeating: 0, count: 64))
            ])
        #expect(witness.witness.answer(WitnessRequest(oldSize: 0, proof: [], checkpoint: unsigned).bytes).status == 403)
        for index in request.indices {
            #expect(witness.witness.answer(Array(request.prefix(index))).status == 400)
        }
        for bad in ["old 00\n\n", "old -1\n\n", "old 18446744073709551616\n\n", "new 0\n\n", "old 0\nAA==\n\n"] {
            let body = Array(bad.utf8) + (try WitnessRequest(request).checkpoint.bytes)
            #expect(witness.witness.answer(body).status == 400, "\(bad)")
        }
        let long = [TreeHash](repeating: MerkleTree.leafHash([]), count: 64)
        #expect(witness.witness.answer(try log.request(old: 0, proof: long)).status == 400)
        #expect(witness.store.saves == 0)
    }

    @Test func `[42] A witness that was started again knows what it cosigned`() throws {
        let witness = try TestWitness(1)
        let log = Self.log(20)
        #expect(witness.witness.answer(try log.request(old: 0)).status == 200)
        try witness.restart()
        #expect(witness.witness.answer(try log.request(old: 0, size: 10)).status == 409)
        witness.store.saved = nil
        #expect(throws: LedgerError.of(.emptyLedger)) { try witness.restart() }
    }

    @Test func `[103][104] Nothing is cosigned that could not be remembered, nor anything after it`() throws {
        let witness = try TestWitness(1)
        let log = Self.log(20)
        #expect(witness.witness.answer(try log.request(old: 0, size: 5)).status == 200)
        witness.store.failFromNow()
        #expect(witness.witness.answer(try log.request(old: 5, size: 9)).status == 500)
        #expect(witness.witness.answer(try log.request(old: 5, size: 5)).status == 500)
        #expect(witness.witness.state.heads[try Fixed.origin().name]?.size == 5)
    }

    @Test func `[106] A witness's times never go back, not even over a restart`() throws {
        let witness = try TestWitness(1)
        let log = Self.log(2)
        for (clock, expected): (UInt64, UInt64) in [(500, 500), (400, 500), (0, 500), (501, 501), (.max, (1 << 63) - 1)] {
            witness.clock.now = clock
            let request = try log.request(old: witness.witness.state.heads.first?.value.size ?? 0)
            let reply = witness.witness.answer(request)
            let note = try SignedNote(try WitnessRequest(request).checkpoint.bytes + reply.body)
            #expect(try witness.key.verifier.cosignatureTime(of: note) == expected)
            try witness.restart()
        }
    }

    @Test func `[105] A state with any byte changed, cut or added to is refused`() throws {
        let good = try #require([UInt8](hex: Vectors.witnessState))
        for index in good.indices {
            var bytes = good
            bytes[index] ^= 0x10
            #expect(throws: WireError.self) { try WitnessState(wireBytes: bytes) }
            #expect(throws: WireError.self) { try WitnessState(wireBytes: Array(good.prefix(index))) }
        }
        #expect(throws: WireError.self) { try WitnessState(wireBytes: good + [0]) }
        let store = MemoryWitnessStore(good)
        let other = try CosignerSigningKey(name: "witness.example/w1", rawRepresentation: [UInt8](repeating: 0x56, count: 32))
        #expect(throws: LedgerError.of(.invalidKeyFile)) { try Witness(key: other, logs: [], store: store, clock: { 0 }) }
    }

    @Test func `Keys that a witness trusts are named like their ledger, and it takes any of them`() throws {
        let origin = try Fixed.origin()
        let own = try Fixed.keys().checkpointKey(origin: origin)
        let stranger = try NoteKey(name: "other.example", ed25519: own.publicKey)
        #expect(throws: LedgerError.of(.wrongOrigin)) { try WitnessedLog(origin: origin, keys: [stranger]) }
        #expect(throws: LedgerError.of(.wrongOrigin)) { try WitnessedLog(origin: origin, keys: []) }
        #expect(throws: LedgerError.of(.wrongOrigin)) { try WitnessedLog(origin: origin, keys: [own, own]) }
        let old = try NoteSigningKey(name: origin.name, algorithm: .ed25519).verifier
        let log = try WitnessedLog(origin: origin, keys: [old, own])
        #expect(log.checkpoint(in: try WitnessRequest(Self.log(1).request(old: 0)).checkpoint)?.size == 1)
    }
}
