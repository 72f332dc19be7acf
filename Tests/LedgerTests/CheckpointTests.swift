import Testing
import Wire

@testable import Ledger

@Suite struct CheckpointTests {
    static func signed(_ lines: [String]) throws -> [UInt8] {
        let text = lines.map { "\($0)\n" }.joined()
        return SignedNote(text: text, signatures: [try Fixed.keys().sign(text, as: Fixed.origin())]).bytes
    }

    static let root = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="

    @Test func `A checkpoint has the lines of tlog-checkpoint`() throws {
        let checkpoint = try Checkpoint(origin: Fixed.origin(), size: 8, root: MerkleTreeTests.tree().root, keys: Fixed.keys())
        #expect(checkpoint.note.text == "cloister.example/ledger/1\n8\n\(Self.root)\n")
        let parsed = try Checkpoint(checkpoint.bytes, key: Fixed.keys().checkpointKey(origin: Fixed.origin()))
        #expect(parsed == checkpoint)
    }

    @Test func `Extension lines are kept`() throws {
        let bytes = try Self.signed(["cloister.example/ledger/1", "8", Self.root, "extension one", "extension two"])
        let parsed = try Checkpoint(bytes, key: Fixed.keys().checkpointKey(origin: Fixed.origin()))
        #expect(parsed.extensions == ["extension one", "extension two"])
        #expect(parsed.bytes == bytes)
    }

    @Test(arguments: [
        ["cloister.example/ledger/1", "8"], ["cloister.example/ledger/2", "8", root], ["cloister.example/ledger/1", "08", root],
        ["cloister.example/ledger/1", "+8", root], ["cloister.example/ledger/1", "-8", root], ["cloister.example/ledger/1", "", root],
        ["cloister.example/ledger/1", "18446744073709551616", root], ["cloister.example/ledger/1", "8", String(root.dropLast(4))],
        ["cloister.example/ledger/1", "8", "\(root) "], ["cloister.example/ledger/1", "0", root],
        ["cloister.example/ledger/1", "8", root, ""],
        ["cloister.example/ledger/1", "8", "", root],
    ])
    func `A signed note that is no checkpoint of this ledger is refused`(lines: [String]) throws {
        let key = try Fixed.keys().checkpointKey(origin: Fixed.origin())
        let bytes = try Self.signed(lines)
        #expect(throws: LedgerError.of(.invalidNote)) { try Checkpoint(bytes, key: key) }
    }

    @Test func `A checkpoint that another key signed is refused`() throws {
        let other = try LedgerKeys(applicationSecret: [1])
        let checkpoint = try Checkpoint(origin: Fixed.origin(), size: 8, root: MerkleTreeTests.tree().root, keys: other)
        let key = try Fixed.keys().checkpointKey(origin: Fixed.origin())
        #expect(throws: LedgerError.of(.unverifiedNote)) { try Checkpoint(checkpoint.bytes, key: key) }
    }

    @Test(arguments: ["", "a b", "a+b", "a\nb", "ä", String(repeating: "a", count: 256)])
    func `A name that notes cannot carry is no origin`(name: String) {
        #expect(throws: LedgerError.of(.wrongOrigin)) { try LedgerOrigin(name) }
    }
}
