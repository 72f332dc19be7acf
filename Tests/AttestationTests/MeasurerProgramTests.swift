import Attestation
import Foundation
import Testing
import Wire

@testable import SoftwareTEE

@Suite struct MeasurerProgramTests {
    /// The program beside the tests' own executable.
    static let program: String = {
        var path = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        let own = String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("cloister-measurer").path
    }()

    /// What the program prints until it listens.
    private func lines(of pipe: Pipe, until last: String) -> [String] {
        var text = ""
        while !text.contains(last) {
            let data = pipe.fileHandleForReading.availableData
            if data.isEmpty { break }
            text += String(decoding: data, as: UTF8.self)
        }
        return text.split(separator: "\n").map(String.init)
    }

    @Test(.enabled(if: access(program, X_OK) == 0, "needs the program beside the tests"))
    func `[117][118][119] The program shows its root, warns loudly, serves without core files, and leaves no socket behind`() async throws {
        let folder = try TemporaryFolder()
        let (socket, rootFile) = (folder.file("socket"), folder.file("state/root"))
        let caller = try CallerProgram.shared.get()
        let (status, shown) = try await CallerProgram.runAside(Self.program, ["root", "--root", rootFile])
        #expect(status == 0)
        let key = String(decoding: shown, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)

        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = ["--socket", socket, "--root", rootFile, "--security-version", "9", "--debug-flag"]
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let printed = lines(of: output, until: "listening at \(socket)\n")
        #expect(printed.contains("root \(key)"))
        let limits = try TemporaryFolder.read("/proc/\(process.processIdentifier)/limits")
        let core = String(decoding: limits, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("Max core file size") }
        #expect(core?.split(whereSeparator: \.isWhitespace).dropFirst(4).prefix(2) == ["0", "0"])

        let environment = ["SOCKET": socket, "MODE": "plain"]
        let answer = try await CallerProgram.runAside(caller.path, ["executor"], environment: environment).output
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && access(socket, F_OK) != 0)

        let roots = try TrustRoots(platform: .softwareTEE, keys: [#require([UInt8](hex: key))])
        let report = try SoftwareVerifier(roots: roots).authenticate(MeasurerProtocol.evidence(in: answer), at: Samples.time)
        #expect(report.role == .executor && report.isDebug && report.securityVersion == 9)

        let said = printed.joined() + String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        #expect(said.contains("SOFTWARE TEE") && said.contains("PROTECTS") && said.contains("NOTHING"))
        let secrets = try TemporaryFolder.read(rootFile).suffix(64)
        for secret in [Array(secrets.prefix(32)), Array(secrets.suffix(32))] {
            #expect(!said.contains(secret.hex) && !said.contains(Data(secret).base64EncodedString()))
        }
    }

    @Test(
        .enabled(if: access(program, X_OK) == 0, "needs the program beside the tests"),
        arguments: [["--socket-mode", "9"], ["--socket-mode", "077"], ["--allow-uid", "root"], ["--allow-uid", "1=all"], ["--unknown"]])
    func `Options that make no sense are refused`(options: [String]) async throws {
        let folder = try TemporaryFolder()
        let arguments = ["--socket", folder.file("socket"), "--root", folder.file("root")] + options
        #expect(try await CallerProgram.runAside(Self.program, arguments).status == 64)
        #expect(access(folder.file("socket"), F_OK) != 0)
    }
}
