import AttestedTransport
import Foundation

/// OpenSSL's own client, which keeps and uses tickets.
enum OpenSSL {
    /// What it says about one connection; nil if there is no such program.
    static func connect(to endpoint: Endpoint, _ arguments: String...) async throws -> String? {
        let path = "/usr/bin/openssl"
        guard FileManager.default.isExecutableFile(atPath: path) else { return nil }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["s_client", "-connect", endpoint.description, "-tls1_3", "-alpn", "h2"] + arguments
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Long enough for the tickets, which come after the handshake.
        try await Task.sleep(for: .seconds(1))
        try input.fileHandleForWriting.close()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: text, as: UTF8.self)
    }
}
