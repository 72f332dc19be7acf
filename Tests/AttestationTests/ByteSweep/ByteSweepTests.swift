import Testing

/// That the sweep itself sees what it should.
@Suite struct ByteSweepTests {
    private struct Refused: Error {}

    /// Reads four bytes, of which the third is ignored and the last adds up.
    private func read(_ bytes: [UInt8]) throws -> String {
        guard bytes.count == 4, bytes[0] &+ bytes[1] == bytes[3] else { throw Refused() }
        return "\(bytes[0]) \(bytes[1])"
    }

    private func sweep(_ harmless: [ByteSweep.Harmless] = [], read: (([UInt8]) throws -> String)? = nil) async throws -> [String] {
        try await ByteSweep(name: "sample", bytes: [1, 2, 9, 3], harmless: harmless, read: read ?? self.read).complaints()
    }

    @Test func `A byte that nothing covers is found`() async throws {
        #expect(try await sweep().count == ByteSweep.masks.count)
        #expect(try await sweep([.init(bytes: [2], reason: "a comment")]) == [])
    }

    @Test func `A byte that is listed as harmless and is not ignored is found`() async throws {
        #expect(try await sweep([.init(bytes: [2], reason: "a comment"), .init(bytes: [0, 1], reason: "nothing")]).count == 1)
        let found = try await sweep([.init(bytes: [2], reason: "a comment")]) { "\(try read($0)) \($0[2])" }
        #expect(found.count == ByteSweep.masks.count)
    }

    @Test func `A truncation that is accepted is found`() async throws {
        let found = try await sweep([.init(bytes: [2], reason: "a comment")]) { $0.count == 3 ? "1 2" : try read($0) }
        #expect(found == ["cut to 3 bytes it is accepted"])
    }
}
