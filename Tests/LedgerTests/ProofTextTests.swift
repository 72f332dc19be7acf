import Synchronization
import Testing
import Wire

@testable import Ledger

@Suite struct ProofTextTests {
    /// A proof that discloses one of an entry's two fields.
    private static func proof(_ names: Set<String> = ["kind"]) async throws -> (text: ProofText, key: NoteKey) {
        let journal = try await Journal.fresh(MemoryLedgerStore())
        return try await journal.whileRunning {
            for index in 0..<6 { try await journal.append([Fixed.event("event \(index)")]) }
            let proof = try await journal.proof(sequence: 4, disclosing: names)
            return (ProofText(proof, checkpoint: try journal.checkpoint.bytes), try journal.checkpointKey)
        }
    }

    @Test func `[135] A proof in a file shows what it discloses and nothing else`() async throws {
        let (text, key) = try await Self.proof()
        let read = try ProofText(text.bytes)
        #expect(read == text)
        let (checkpoint, fields) = try read.verify(key: key)
        #expect(checkpoint.size == 7 && fields == [.init("kind", Array("test".utf8))])
        let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "c2sp.org/tlog-proof@v1" && lines[1].hasPrefix("extra ") && lines[2] == "index 4")
        #expect(lines.firstIndex(of: "") == 3 + text.path.count)
        #expect(!String(decoding: try #require(Base64.decode(lines[1].dropFirst(6).utf8)), as: UTF8.self).contains("event 3"))
    }

    @Test func `[1][2] Every truncation and every flipped byte of a proof is refused`() async throws {
        let (text, key) = try await Self.proof()
        let bytes = text.bytes
        for length in bytes.indices {
            #expect(throws: LedgerError.self) { try ProofText(Array(bytes[..<length])).verify(key: key) }
        }
        for index in bytes.indices {
            for mask: UInt8 in [0x01, 0x20, 0x80] {
                var changed = bytes
                changed[index] ^= mask
                #expect(throws: LedgerError.self, "byte \(index)") { try ProofText(changed).verify(key: key) }
            }
        }
        #expect(throws: LedgerError.self) { try ProofText(bytes + [0x0a]).verify(key: key) }
    }

    @Test func `[43] A proof of another ledger's key is refused`() async throws {
        let (text, _) = try await Self.proof()
        let other = try LedgerKeys(applicationSecret: [1]).checkpointKey(origin: Fixed.origin())
        #expect(await ledgerError { _ = try text.verify(key: other) } == .of(.unverifiedNote))
    }

    @Test func `[37][43] A journal that meets a later or another head of its own accepts nothing more`() async throws {
        let store = MemoryLedgerStore()
        let journal = try await Journal.fresh(store)
        let old = store.contents
        let seen = try await journal.whileRunning {
            for index in 0..<3 { try await journal.append([Fixed.event("later \(index)")]) }
            return try journal.checkpoint
        }
        for (growth, expected) in [(0, LedgerError.Code.behindRemembered), (4, .forkedFromRemembered)] {
            let (copy, _) = try await Journal.reopen(MemoryLedgerStore(old))
            let error = await ledgerError {
                try await copy.whileRunning {
                    for _ in 0..<growth { try await copy.append([Fixed.event("fork")]) }
                    #expect(await ledgerError { _ = try await copy.compare(with: seen) } == .of(expected))
                    try await copy.append([Fixed.event("more")])
                }
            }
            #expect(error == .of(expected))
        }
        #expect(try await journal.compare(with: seen).proof.path.isEmpty)
    }

    @Test func `[105] Records that the store gives back altered, moved or not at all are refused`() async throws {
        let store = RevisingStore()
        let journal = try await Journal.fresh(store)
        try await journal.whileRunning { for index in 0..<5 { try await journal.append([Fixed.event("event \(index)")]) } }
        let all = try await journal.records(from: 0, count: 100)
        #expect(all.records.map(\.sequence) == [1, 2, 3, 4, 5] && all.next == nil)
        let part = try await journal.records(from: 2, count: 2)
        #expect(part.records.map(\.sequence) == [2, 3] && part.next == 4)
        #expect(try await journal.records(from: 99, count: 1).records.isEmpty)
        let revisions: [@Sendable (inout [SealedEntry]) -> Void] = [
            { $0[3] = SealedEntry(sequence: 3, bytes: $0[3].bytes.dropLast() + [$0[3].bytes.last.map { ~$0 } ?? 0]) },
            { $0[3] = SealedEntry(sequence: 3, bytes: $0[2].bytes) }, { $0.remove(at: 3) }, { $0.removeSubrange(3...) },
        ]
        for revision in revisions {
            store.revise(revision)
            #expect(await ledgerError { _ = try await journal.records(from: 3, count: 1) } == .of(.damagedEntry))
            #expect(await ledgerError { _ = try await journal.proof(sequence: 3, disclosing: []) } == .of(.damagedEntry))
        }
    }
}

/// A store that gives back something else than was appended.
private final class RevisingStore: LedgerStore {
    private let base = MemoryLedgerStore()
    private let revision = Mutex<@Sendable (inout [SealedEntry]) -> Void>({ _ in })

    func revise(_ revision: @escaping @Sendable (inout [SealedEntry]) -> Void) { self.revision.withLock { $0 = revision } }

    func head() async throws -> UInt64 { base.head() }
    func append(_ entries: [SealedEntry], at position: UInt64) async throws { try base.append(entries, at: position) }
    func snapshots() async throws -> [UInt64] { base.snapshots() }
    func piece(_ name: StoredPiece.Name) async throws -> [UInt8]? { base.piece(name) }
    func keep(_ pieces: [StoredPiece]) async throws { base.keep(pieces) }
    func removeSnapshot(at size: UInt64) async throws { base.removeSnapshot(at: size) }
    func read(from first: UInt64, count: Int) async throws -> [SealedEntry] {
        var entries = base.contents
        revision.withLock { $0 }(&entries)
        return Array(entries.drop { $0.sequence < first }.prefix(count))
    }
}
