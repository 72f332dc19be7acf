import Foundation
import Glibc
import Testing

@testable import Server

@Suite struct EmbeddedExecutorTests {
    @Test func `[86] The executor inherits its pipe and two streams for words, and no other descriptor of the node`() async throws {
        // What a library might leave open without the flag that closes it.
        let careless = [open("/dev/null", O_RDONLY), open("/dev/null", O_RDWR), socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)]
        defer { for descriptor in careless { close(descriptor) } }
        try #require(careless.allSatisfy { $0 > STDERR_FILENO && fcntl($0, F_GETFD) == 0 })
        let child = try Child(program: "/bin/cat", words: ["cat"])
        let held = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(child.process)/fd").sorted()
        #expect(held == ["0", "1", "2"])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(child.process)/fd/0").hasPrefix("pipe:"))
        // The pipe's other end is ours alone: closing it is the end that the child reads.
        child.stop()
        #expect(await child.status() == 0)
    }

    @Test func `A program that is not there is told, and leaves nothing open`() throws {
        let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        #expect(throws: NodeError.self) { try Child(program: "/nowhere/at/all", words: ["nothing"]) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count <= before + 64)
    }
}
