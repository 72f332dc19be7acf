import Foundation
import Testing

/// What is linked into the server, read from the programs built beside these tests.
@Suite struct ReleaseTests {
    /// The length-prefixed module name that every mangled symbol of the software TEE contains.
    static let softwareTEE = Data("11SoftwareTEE".utf8)

    static func program(_ name: String) throws -> Data {
        let folder = try URL(filePath: FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")).deletingLastPathComponent()
        return try Data(contentsOf: folder.appending(path: name), options: .mappedIfSafe)
    }

    @Test func `[14][115] The server holds no code of the software TEE`() throws {
        let server = try Self.program("cloisterd")
        #expect(server.range(of: Self.softwareTEE) == nil)
    }

    @Test func `The development server holds it, and so the search can find it`() throws {
        let server = try Self.program("cloisterd-dev")
        #expect(server.range(of: Self.softwareTEE) != nil)
    }
}
