import AttestedTransport
import Foundation
import Glibc
import Testing

/// A proxy from Debian, run with the configuration that the documents give, on loopback ports and in a folder of its own.
enum DebianProxy: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case nginx, haproxy

    var testDescription: String { rawValue }

    private var program: String { "/usr/sbin/\(rawValue)" }

    /// Lends the endpoint at which the proxy serves `node`.
    func run<Value: Sendable>(
        before node: AttestedTransport.Endpoint, _ body: @Sendable (AttestedTransport.Endpoint) async throws -> Value
    ) async throws -> Value {
        try #require(FileManager.default.isExecutableFile(atPath: program), "\(rawValue) is not installed: make setup")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cloister-\(rawValue)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let endpoint = AttestedTransport.Endpoint(host: "127.0.0.1", port: try FreePort.next())
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = try prepare(folder, endpoint, node)
        process.standardInput = FileHandle.nullDevice
        let log = folder.appendingPathComponent("log")
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = output
        process.standardError = output
        try process.run()
        defer {
            // It inherits our threads' signal mask, in which SIGTERM may be blocked.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        var isUp = false
        for _ in 0..<1500 where !isUp && process.isRunning {
            isUp = FreePort.isTaken(endpoint.port)
            try await Task.sleep(for: .milliseconds(20))
        }
        try #require(isUp, "\((try? String(contentsOf: log, encoding: .utf8)) ?? "")")
        return try await body(endpoint)
    }

    /// Writes the documents' configuration with this test's addresses and files; gives the program's arguments.
    private func prepare(
        _ folder: URL, _ endpoint: AttestedTransport.Endpoint, _ node: AttestedTransport.Endpoint
    ) throws -> [String] {
        try Certificate.write(to: folder)
        switch self {
        case .nginx:
            try sample(
                "nginx.conf",
                [
                    "server 127.0.0.1:7443": "server \(node)", "listen 443": "listen \(endpoint)",
                    "/etc/ssl/certs/cloud.example.pem": "\(folder.path)/certificate.pem",
                    "/etc/ssl/private/cloud.example.key": "\(folder.path)/key.pem",
                ]
            ).write(to: folder.appendingPathComponent("cloister.conf"), atomically: true, encoding: .utf8)
            let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(folder.path)/\($0);" }
            let main = """
                daemon off; master_process off; pid \(folder.path)/pid;
                events {} http { access_log off; \(temporary.joined(separator: " ")) include \(folder.path)/cloister.conf; }
                """
            try main.write(to: folder.appendingPathComponent("nginx.conf"), atomically: true, encoding: .utf8)
            return ["-e", "stderr", "-p", folder.path, "-c", "\(folder.path)/nginx.conf"]
        case .haproxy:
            try sample(
                "haproxy.cfg",
                [
                    "server node 127.0.0.1:7443": "server node \(node)", "bind :443": "bind \(endpoint)",
                    "/etc/ssl/private/cloud.example.pem": "\(folder.path)/both.pem",
                ]
            ).write(to: folder.appendingPathComponent("haproxy.cfg"), atomically: true, encoding: .utf8)
            return ["-db", "-f", "\(folder.path)/haproxy.cfg"]
        }
    }

    /// A file of docs/proxies with every key, which must be there, replaced.
    private func sample(_ name: String, _ replacements: [String: String]) throws -> String {
        var root = URL(fileURLWithPath: #filePath)
        while !FileManager.default.fileExists(atPath: root.appendingPathComponent("Package.swift").path) {
            root.deleteLastPathComponent()
            try #require(root.pathComponents.count > 1)
        }
        var text = try String(contentsOf: root.appendingPathComponent("docs/proxies/\(name)"), encoding: .utf8)
        for (written, ours) in replacements {
            try #require(text.contains(written), "\(name) no longer says “\(written)”")
            text = text.replacingOccurrences(of: written, with: ours)
        }
        return text
    }

    private enum Certificate {
        static func write(to folder: URL) throws {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
            process.arguments = [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj",
                "/CN=cloud.example",
                "-keyout", folder.path + "/key.pem", "-out", folder.path + "/certificate.pem",
            ]
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            let parts = try ["certificate.pem", "key.pem"].map { try Data(contentsOf: folder.appendingPathComponent($0)) }
            try (parts[0] + parts[1]).write(to: folder.appendingPathComponent("both.pem"))
        }
    }
}
