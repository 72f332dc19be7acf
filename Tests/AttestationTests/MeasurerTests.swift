import Attestation
import Crypto
import Foundation
import Testing

@testable import SoftwareTEE

@Suite struct MeasurerTests {
    /// Answers of one measurer to callers of all kinds.
    private struct Stage: Sendable {
        let folder: TemporaryFolder
        let caller: CallerProgram
        var socket: String { folder.file("socket") }

        init() throws {
            folder = try TemporaryFolder()
            caller = try CallerProgram.shared.get()
        }

        /// What the measurer said to a caller; nil if it hung up.
        func ask(
            _ arguments: [String], mode: String = "plain", program: String? = nil, environment: [String: String] = [:]
        ) async throws -> Result<SoftwareReport, AttestationError>? {
            let environment = environment.merging(["SOCKET": socket, "MODE": mode, "GENUINE": caller.path]) { $1 }
            let (status, output) = try await CallerProgram.runAside(
                program ?? caller.path, arguments, environment: environment, folder: folder.path)
            if status == 4 || status == 5 { return nil }
            try #require(status == 0, "the caller ended with \(status)")
            if output.isEmpty { return nil }
            return Result { () throws(AttestationError) in
                let evidence = try MeasurerProtocol.evidence(in: output)
                _ = try Samples.verifierOfRoot1().authenticate(evidence, at: Samples.time)
                return try SoftwareReport.parse(evidence.bytes).report
            }
        }

        /// The report that a caller must get.
        func report(
            _ arguments: [String], mode: String = "plain", program: String? = nil, environment: [String: String] = [:]
        ) async throws -> SoftwareReport {
            try #require(try await ask(arguments, mode: mode, program: program, environment: environment), "the measurer hung up").get()
        }

        func expectRefusal(_ arguments: [String], mode: String = "plain", environment: [String: String] = [:]) async throws {
            guard case .failure(let error) = try await ask(arguments, mode: mode, environment: environment) else {
                Issue.record("\(arguments) in mode \(mode) was not refused")
                return
            }
            #expect(error.code == .refused)
        }

        func withMeasurer(_ body: () async throws -> Void) async throws { try await withMeasurer(settings: { _ in }, body) }

        func withMeasurer(settings change: (inout MeasurerSettings) -> Void, _ body: () async throws -> Void) async throws {
            var settings = MeasurerSettings(socketPath: socket, users: [MeasurerSettings.User(id: geteuid())])
            change(&settings)
            let service = try MeasurerService(root: Samples.root(), settings: settings)
            async let running: Void = service.run()
            let result: Result<Void, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            service.beginGracefulShutdown()
            await running
            try result.get()
            #expect(access(socket, F_OK) != 0, "the socket's file is left behind")
        }
    }

    @Test func `Executable, configuration and role are measured from outside`() async throws {
        let stage = try Stage()
        let configuration = try stage.folder.write([1, 2, 3], to: "configuration")
        let digest = Array(SHA256.hash(data: [1, 2, 3] as [UInt8]))
        let measurement = Array(SHA256.hash(data: try TemporaryFolder.read(stage.caller.path)))
        try await stage.withMeasurer {
            let report = try await stage.report(["control", "--config", configuration])
            #expect(report.measurement == measurement && report.configurationDigest == digest)
            #expect(report.role == .control && !report.isDebug && report.securityVersion == 1)
            #expect(report.hardwareID == Samples.bytes(2, 16) && report.reportData.bytes == Samples.bytes(6, 64))
            #expect(try await stage.report(["all", "--config=configuration"]) == report)
            let executor = try await stage.report(["executor"])
            #expect(executor.role == .executor && executor.configurationDigest == Samples.bytes(0, 32))
        }
    }

    @Test func `[1][17] One changed byte in the executable gives another measurement, and the appraisal refuses it`() async throws {
        let stage = try Stage()
        let tampered = try stage.caller.tampered(in: stage.folder)
        try await stage.withMeasurer {
            let genuine = try await stage.report(["control"])
            let other = try await stage.report(["control"], program: tampered)
            #expect(other.measurement != genuine.measurement)
            let measurement = try Measurement(platform: .softwareTEE, digest: genuine.measurement)
            let policy = AppraisalPolicy(accepting: [.unsafeAcceptSoftwareTEE]) {
                MeasurementIsAccepted(control: [measurement], executor: [])
            }
            #expect(try Samples.appraise(Samples.root().evidence(for: genuine), policy: policy).attested != nil)
            #expect(Samples.codes(try Samples.appraise(Samples.root().evidence(for: other), policy: policy)) == [.measurementNotAccepted])
        }
    }

    @Test func `A file that changes is measured again`() async throws {
        let stage = try Stage()
        try await stage.withMeasurer {
            for value in [1, 2, 1] as [UInt8] {
                try stage.folder.write([value], to: "configuration")
                let report = try await stage.report(["control", "--config", "configuration"])
                #expect(report.configurationDigest == Array(SHA256.hash(data: [value])))
            }
        }
    }

    @Test(arguments: ["claims", "challenge", "kind", "zero", "other", "cut", "child", "early"])
    func `[33][133] A request that is not the caller's own answer to the challenge is refused`(mode: String) async throws {
        let stage = try Stage()
        try await stage.withMeasurer { try await stage.expectRefusal(["control"], mode: mode) }
    }

    @Test func `[31][133] A process that asks and then becomes the genuine program gets no evidence of it`() async throws {
        let stage = try Stage()
        let attacker = try stage.caller.tampered(in: stage.folder)
        let genuine = Array(SHA256.hash(data: try TemporaryFolder.read(stage.caller.path)))
        try await stage.withMeasurer {
            if case .success(let report) = try await stage.ask(["control"], mode: "exec", program: attacker) {
                Issue.record("got \(report.role)")
            }
            for _ in 0..<10 {
                guard case .success(let report) = try await stage.ask(["control"], mode: "ask-then-exec", program: attacker) else {
                    continue
                }
                #expect(report.measurement != genuine)
            }
        }
    }

    @Test func `[133] A caller without a role, or of another role than its user's, is refused`() async throws {
        let stage = try Stage()
        try await stage.withMeasurer {
            for arguments in [[], ["--role", "control"], ["jail"], ["control", "--config"]] as [[String]] {
                try await stage.expectRefusal(arguments)
            }
            try await stage.expectRefusal(["jail"], environment: ["CLOISTER_ROLE": "control"])
        }
        try await stage.withMeasurer(settings: {
            $0.users = [MeasurerSettings.User(id: geteuid(), role: .executor)]
        }) {
            try await stage.expectRefusal(["control"])
            try await stage.expectRefusal(["all"])
            #expect(try await stage.report(["executor"]).role == .executor)
        }
    }

    @Test func `[133] A process that is itself no node is refused, and told so`() async throws {
        let stage = try Stage()
        let client = MeasurerClient(socketPath: stage.socket)
        try await stage.withMeasurer {
            await #expect(throws: AttestationError(.refused, "")) { try await client.evidence(for: Samples.reportData()) }
        }
        await #expect(throws: AttestationError(.unavailable, "")) { try await client.evidence(for: Samples.reportData()) }
    }

    @Test func `[76] A configuration that is missing, a folder, a device, a pipe or too long is refused`() async throws {
        let stage = try Stage()
        try stage.folder.write(Samples.bytes(0, 1 << 20 | 1), to: "long")
        try stage.folder.write(Samples.bytes(0, 1 << 20), to: "longest")
        try #require(mkfifo(stage.folder.file("pipe"), 0o600) == 0)
        try await stage.withMeasurer {
            for path in [
                "missing", stage.folder.file("missing"), ".", "/", "/dev/zero", "/dev/null", "pipe", "long", "/proc/self/exe",
                "/proc/self/fd/0",
            ] {
                try await stage.expectRefusal(["control", "--config", path])
            }
            _ = try await stage.report(["control", "--config", "longest"])
        }
    }

    @Test func `[3] Debugging is marked if the measurer was told so, or the caller is traced`() async throws {
        let stage = try Stage()
        try await stage.withMeasurer {
            let isDebug = try await stage.report(["control"], mode: "traced").isDebug
            #expect(isDebug)
        }
        try await stage.withMeasurer(settings: {
            $0.marksDebug = true
        }) {
            let isDebug = try await stage.report(["control"]).isDebug
            #expect(isDebug)
        }
    }

    @Test func `[75] Silent and slow callers are dropped, and others are served meanwhile`() async throws {
        let stage = try Stage()
        try await stage.withMeasurer(settings: {
            $0.workers = 2
            $0.patience = 200
        }) {
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for mode in ["silent", "drip", "silent", "drip"] {
                    group.addTask {
                        guard case .success = try await stage.ask(["control"], mode: mode) else { return true }
                        return false
                    }
                }
                for try await isRefused in group { #expect(isRefused) }
            }
            _ = try await stage.report(["control"])
        }
    }

    @Test func `Many callers at once all get their own evidence`() async throws {
        let stage = try Stage()
        try await stage.withMeasurer {
            let roles = try await withThrowingTaskGroup(of: NodeRole?.self) { group in
                for index in 0..<24 { group.addTask { try await stage.report([index.isMultiple(of: 2) ? "control" : "executor"]).role } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(roles.count { $0 == .control } == 12 && roles.count { $0 == .executor } == 12)
        }
    }

    @Test func `[119] The socket is for its owner only, a stale one is replaced, and one in use is not`() async throws {
        let stage = try Stage()
        try await stage.withMeasurer {
            var status = stat()
            #expect(stat(stage.socket, &status) == 0 && status.st_mode & 0o777 == 0o600)
            #expect(throws: AttestationError(.unavailable, "")) {
                try MeasurerService(root: Samples.root(), settings: MeasurerSettings(socketPath: stage.socket, users: []))
            }
            _ = try await stage.report(["control"])
        }
        do { _ = try #require(Descriptor.listening(at: stage.socket, mode: 0o600, backlog: 1)) }
        try await stage.withMeasurer { _ = try await stage.report(["control"]) }
        try stage.folder.write([1], to: "socket")
        #expect(throws: AttestationError(.unavailable, "")) {
            try MeasurerService(root: Samples.root(), settings: MeasurerSettings(socketPath: stage.socket, users: []))
        }
        #expect(try TemporaryFolder.read(stage.socket) == [1])
        #expect(throws: AttestationError(.unavailable, "")) {
            try MeasurerService(
                root: Samples.root(), settings: MeasurerSettings(socketPath: "/tmp/" + String(repeating: "x", count: 200), users: []))
        }
    }

    @Test(.enabled(if: geteuid() == 0, "needs root, to become another user"))
    func `[133] Another user is hung up on before a word is exchanged`() async throws {
        let stage = try Stage()
        try #require(chmod(stage.folder.path, 0o755) == 0)
        try await stage.withMeasurer(settings: {
            $0.socketMode = 0o666
        }) {
            let answer = try await stage.ask(["control"], mode: "nobody")
            #expect(answer == nil)
        }
        try await stage.withMeasurer(settings: {
            $0.socketMode = 0o666
            $0.users.append(MeasurerSettings.User(id: 65_534, role: .executor))
        }) {
            let report = try await stage.report(["executor"], mode: "nobody")
            #expect(report.role == .executor)
            try await stage.expectRefusal(["control"], mode: "nobody")
        }
    }

    @Test(.enabled(if: geteuid() == 0, "needs root, to change the root folder"))
    func `[76] A caller with a root folder of its own is measured with the files it sees`() async throws {
        let stage = try Stage()
        try stage.folder.write([7], to: "configuration")
        try #require(symlink("/configuration", stage.folder.file("link")) == 0)
        let digest = Array(SHA256.hash(data: [7] as [UInt8]))
        try await stage.withMeasurer {
            let environment = ["ROOT": stage.folder.path]
            for path in ["/configuration", "/link", "/../configuration"] {
                let answer = try await stage.report(["control", "--config", path], mode: "chroot", environment: environment)
                #expect(answer.configurationDigest == digest)
            }
            try await stage.expectRefusal(["control", "--config", "configuration"], mode: "chroot", environment: environment)
            try await stage.expectRefusal(
                ["control", "--config", stage.folder.file("configuration")], mode: "chroot", environment: environment)
        }
    }

    @Test func `Users are read from their text form`() {
        #expect(MeasurerSettings.User("1001") == MeasurerSettings.User(id: 1001))
        #expect(MeasurerSettings.User("0=control") == MeasurerSettings.User(id: 0, role: .control))
        for text in ["", "=", "x", "-1", "1=", "1=all", "1=control=executor", "4294967296"] { #expect(MeasurerSettings.User(text) == nil) }
    }
}

extension Samples {
    fileprivate static func verifierOfRoot1() throws(AttestationError) -> SoftwareVerifier {
        do { return try verifier() } catch { throw AttestationError(.invalidTrust, "") }
    }
}
