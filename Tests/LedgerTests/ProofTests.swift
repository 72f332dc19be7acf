import Testing
import Wire

@testable import Ledger

@Suite struct ProofTests {
    static func ledger() async throws -> (journal: Journal, store: MemoryLedgerStore) {
        let store = MemoryLedgerStore()
        let journal = try await Journal.fresh(store)
        try await journal.whileRunning { for index in 0..<9 { try await journal.append([Fixed.event("secret \(index)")]) } }
        return (journal, store)
    }

    @Test func `A proof discloses the fields asked for, to whoever holds the checkpoint`() async throws {
        let (journal, _) = try await Self.ledger()
        let checkpoint = try Checkpoint(journal.checkpoint.bytes, key: Fixed.keys().checkpointKey(origin: Fixed.origin()))
        for sequence in 1..<10 as Range<UInt64> {
            let proof = try EntryProof(wireBytes: try await journal.proof(sequence: sequence, disclosing: ["kind"]).wireBytes)
            #expect(try ProofVerifier.verify(proof, checkpoint: checkpoint) == [.init("kind", Array("test".utf8))])
            let both = try await journal.proof(sequence: sequence, disclosing: ["kind", "event"])
            #expect(try ProofVerifier.verify(both, checkpoint: checkpoint) == Fixed.event("secret \(sequence - 1)").fields)
        }
        let opening = try await journal.proof(sequence: 0, disclosing: [])
        #expect(try ProofVerifier.verify(opening, checkpoint: checkpoint) == [])
        #expect(await ledgerError { _ = try await journal.proof(sequence: 10, disclosing: []) } == .of(.unknownSequence))
    }

    @Test func `[135] A proof holds nothing of the other fields, not even what confirms a guess`() async throws {
        let (journal, _) = try await Self.ledger()
        let proof = try await journal.proof(sequence: 3, disclosing: ["kind"])
        let bytes = proof.wireBytes
        func contains(_ part: [UInt8]) -> Bool { bytes.indices.contains { bytes[$0...].starts(with: part) } }
        #expect(!contains(Array("secret".utf8)))
        #expect(!contains(Array("event".utf8)))
        #expect(proof.disclosure.commitments.count == 2)
        // The disclosed salt does not open the other commitment with the right guess.
        var guess = ByteWriter()
        guess.string("cloister/ledger-field/v1")
        guess.fixed(proof.disclosure.fields[0].salt)
        guess.string("event")
        guess.variable(Array("secret 2".utf8))
        #expect(proof.disclosure.commitments[1].bytes != sha256(guess.bytes))
        // The same value in two entries has two commitments.
        let other = try await journal.proof(sequence: 4, disclosing: ["kind"])
        #expect(other.disclosure.commitments[0] != proof.disclosure.commitments[0])
    }

    @Test func `Every flipped bit of a proof is refused`() async throws {
        let (journal, _) = try await Self.ledger()
        let checkpoint = try journal.checkpoint
        let proof = try await journal.proof(sequence: 3, disclosing: ["kind"])
        let bytes = proof.wireBytes
        for index in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= 1 << bit
                #expect(throws: (any Error).self) { try ProofVerifier.verify(EntryProof(wireBytes: flipped), checkpoint: checkpoint) }
            }
        }
        for length in 0..<bytes.count {
            #expect(throws: WireError.self) { try EntryProof(wireBytes: Array(bytes.prefix(length))) }
        }
        #expect(throws: WireError.self) { try EntryProof(wireBytes: bytes + [0]) }
    }

    @Test func `A field cannot be disclosed twice or under another index`() async throws {
        let (journal, _) = try await Self.ledger()
        let checkpoint = try journal.checkpoint
        let proof = try await journal.proof(sequence: 3, disclosing: ["kind"])
        let field = proof.disclosure.fields[0]
        for fields in [
            [field, field], [.init(index: 1, salt: field.salt, name: field.name, value: field.value)],
            [.init(index: 2, salt: field.salt, name: field.name, value: field.value)],
        ] {
            let old = proof.disclosure
            let changed = EntryDisclosure(
                origin: old.origin, kind: old.kind, epoch: old.epoch, sequence: old.sequence, previousHead: old.previousHead,
                commitments: old.commitments, fields: fields)
            #expect(throws: LedgerError.of(.invalidProof)) {
                try ProofVerifier.verify(EntryProof(disclosure: changed, inclusion: proof.inclusion), checkpoint: checkpoint)
            }
        }
    }

    @Test func `A proof for another checkpoint is refused`() async throws {
        let (journal, _) = try await Self.ledger()
        let proof = try await journal.proof(sequence: 3, disclosing: ["kind"], size: 8)
        #expect(throws: LedgerError.of(.invalidProof)) { try ProofVerifier.verify(proof, checkpoint: journal.checkpoint) }
        let (other, _) = try await Self.ledger()
        let now = try await journal.proof(sequence: 3, disclosing: ["kind"])
        #expect(throws: LedgerError.of(.invalidProof)) { try ProofVerifier.verify(now, checkpoint: other.checkpoint) }
    }

    @Test func `Any two checkpoints of one ledger are shown to be consistent, and those of two never`() async throws {
        let store = MemoryLedgerStore()
        let journal = try await Journal.fresh(store)
        let checkpoints = try await journal.whileRunning {
            var checkpoints = [try journal.checkpoint]
            for index in 0..<9 {
                try await journal.append([Fixed.event("\(index)")])
                checkpoints.append(try journal.checkpoint)
            }
            return checkpoints
        }
        let stranger = try await Self.ledger().journal
        for old in checkpoints {
            for new in checkpoints where new.size >= old.size {
                let proof = try await journal.consistencyProof(from: old.size, to: new.size)
                #expect(throws: Never.self) { try ProofVerifier.verify(proof, oldRoot: old.root, newRoot: new.root) }
            }
            let foreign = try await stranger.consistencyProof(from: old.size)
            #expect(throws: LedgerError.of(.invalidProof)) {
                try ProofVerifier.verify(foreign, oldRoot: old.root, newRoot: stranger.checkpoint.root)
            }
        }
    }

    @Test func `[41] An entry that the host gives back otherwise than it was written is not served`() async throws {
        final class Liar: WrappingStore {
            let base = MemoryLedgerStore()
            func append(_ entries: [SealedEntry], at position: UInt64) async throws { try base.append(entries, at: position) }
            func read(from first: UInt64, count: Int) async throws -> [SealedEntry] {
                base.read(from: first ^ 1, count: count).map { SealedEntry(sequence: first, bytes: $0.bytes) }
            }
        }
        let journal = try await Journal.fresh(Liar())
        try await journal.whileRunning { for index in 0..<4 { try await journal.append([Fixed.event("\(index)")]) } }
        for sequence in 0..<4 as Range<UInt64> {
            let error = await ledgerError { _ = try await journal.proof(sequence: sequence, disclosing: ["kind"]) }
            #expect(error == .of(.damagedEntry))
        }
    }
}
