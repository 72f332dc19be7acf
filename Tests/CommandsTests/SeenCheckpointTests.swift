import ArgumentParser
import Testing

@testable import Commands

@Suite struct SeenCheckpointTests {
    static func seen(_ size: UInt64, _ root: UInt8 = 1, origin: String = "a.example/l") -> SeenCheckpoint {
        SeenCheckpoint(origin: origin, size: size, root: String(repeating: "0", count: 63) + "\(root)")
    }

    static func reason(_ now: SeenCheckpoint?, after earlier: SeenCheckpoint?) -> String? {
        do {
            try SeenCheckpoint.check(now, after: earlier)
            return nil
        } catch {
            return error.exitCode.rawValue == 3 ? error.reason : "wrong exit code"
        }
    }

    @Test func `[37][43] A ledger that went back is refused by whoever has seen it newer`() {
        #expect(Self.reason(Self.seen(9), after: Self.seen(10)) == "LEDGER_ROLLED_BACK")
        #expect(Self.reason(Self.seen(0), after: Self.seen(10)) == "LEDGER_ROLLED_BACK")
        #expect(Self.reason(nil, after: Self.seen(10)) == "LEDGER_ROLLED_BACK")
    }

    @Test func `[43] A ledger of the same size with other entries is refused`() {
        #expect(Self.reason(Self.seen(10, 2), after: Self.seen(10, 1)) == "LEDGER_FORKED")
        #expect(Self.reason(Self.seen(11, origin: "b.example/l"), after: Self.seen(10)) == "LEDGER_FORKED")
    }

    @Test func `A ledger that grew, or did not change, is accepted`() {
        #expect(Self.reason(Self.seen(10), after: Self.seen(10)) == nil)
        #expect(Self.reason(Self.seen(11, 2), after: Self.seen(10)) == nil)
        #expect(Self.reason(Self.seen(0), after: nil) == nil)
        #expect(Self.reason(nil, after: nil) == nil)
    }

    static let root = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    static func note(_ head: String) -> [UInt8] { Array("\(head)\n\u{2014} a.example/l AAAAAAEC\n".utf8) }

    @Test func `A C2SP checkpoint is read`() throws {
        let seen = try SeenCheckpoint(note: Self.note("a.example/l\n7\n\(Self.root)\n"))
        #expect(seen.origin == "a.example/l")
        #expect(seen.size == 7)
        #expect(seen.root == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
    }

    @Test(arguments: [
        "", "a.example/l\n", "a.example/l\n07\n\(root)\n", "a.example/l\n-1\n\(root)\n", "a.example/l\n7\nAAEC\n", "\n7\n\(root)\n",
    ])
    func `What is no checkpoint is refused`(head: String) {
        #expect(throws: CommandFailure.self) { try SeenCheckpoint(note: Self.note(head)) }
    }

    @Test func `[43] A home remembers the newest head, whatever order commands end in`() throws {
        let home = TemporaryHome()
        try home.folder.prepare()
        try home.folder.encode(NodeFile(server: "a.example:7443", origin: "a.example/l", checkpoint: nil), to: .node)
        try home.folder.remember(Self.seen(10))
        try home.folder.remember(Self.seen(9))
        #expect(try home.folder.nodeFile()?.checkpoint == Self.seen(10))
        try home.folder.remember(Self.seen(12))
        #expect(try home.folder.nodeFile()?.checkpoint == Self.seen(12))
        #expect(throws: CommandFailure.self) { try home.folder.remember(Self.seen(12, 2)) }
    }
}
