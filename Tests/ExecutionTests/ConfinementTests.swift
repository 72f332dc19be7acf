import Glibc
import SealedData
import Testing

@testable import Execution

@Suite(.enabled(if: Host.canRun, Host.why)) struct ConfinementTests {
    private static let photo = TinyImage.green

    @Test func `[84][85][86] A jail can reach nothing outside itself, and is ended when it asks for more`() async throws {
        let jail = try await Jail.start(try Host.image())
        let (findings, status) = try await jail.check(within: .seconds(20))
        #expect(findings == [])
        let endedByFilter: Int32 = 128 + 31
        #expect(status == endedByFilter)
        await jail.end()
    }

    @Test func `A jail that is ended while it starts leaves no process behind`() async throws {
        let image = try Host.image()
        for _ in 0..<20 {
            let jail = try await Jail.start(image)
            let number = jail.processNumber
            await jail.end()
            while !Processes.group(number).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    @Test func `A check outside a jail finds what a jail must not be able to do`() async throws {
        var pair: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        let process = try ChildProcess(path: Host.jail, arguments: [Host.jail], descriptors: [-1, -1, -1, pair[1]])
        close(pair[1])
        let channel = JailChannel(socket: pair[0])
        try channel.send(JailRequest.check)
        let reply = try #require(try channel.receive(JailReply.self, until: .now + .seconds(20))).message
        guard case .checked(let findings) = reply else { throw SystemError("check", 0) }
        #expect(findings.contains("open /etc/passwd") && findings.contains("internet socket"))
        process.end()
        close(pair[0])
    }

    @Test func `[118] A jail has no rights, both filters, no core dumps and one thread`() async throws {
        let scenario = try Scenario()
        let executor = try await scenario.executor()
        _ = await executor.execute(try scenario.assignment(photo: Self.photo), unwrap: scenario.executorKey)
        let jail = Processes.jail(below: try #require(executor.pool.warmJails.first).processNumber)
        #expect(Processes.status(jail, "CapEff") == "0000000000000000")
        #expect(Processes.status(jail, "CapBnd") == "0000000000000000")
        #expect(Processes.status(jail, "NoNewPrivs") == "1")
        #expect(Processes.status(jail, "Seccomp_filters") == "2")
        // ONNX Runtime's telemetry would have a thread of its own.
        #expect(Processes.status(jail, "Threads") == "1")
        let limits = Processes.text("/proc/\(jail)/limits").split(separator: "\n").map {
            $0.split(separator: " ").prefix(6).joined(separator: " ")
        }
        #expect(limits.contains("Max core file size 0 0"))
        #expect(limits.contains("Max file size 0 0 bytes"))
        await executor.shutdown()
    }

    @Test func `[117][119][120] Nothing of an input, a payload or a key shows outside a jail`() async throws {
        let canary = "canary-5e1f0c9a"
        let scenario = try Scenario()
        scenario.payload = Pipelines.pipeline(labels: #""labels":["\#(canary)-payload","b","c"]"#)
        let executor = try await scenario.executor()
        let result = await executor.execute(
            try scenario.assignment(photo: Self.photo + Array("\(canary)-photo".utf8)), unwrap: scenario.executorKey)
        guard case .succeeded(let outputs) = result else { return #expect(Bool(false), "\(result)") }
        #expect(!outputs.flatMap { $0.ciphertext ?? [] }.contains(sequence: Array(canary.utf8)))
        for process in Processes.family(of: try #require(executor.pool.warmJails.first).processNumber) {
            for file in ["cmdline", "environ", "comm", "maps", "mountinfo"] {
                let content = Processes.bytes("/proc/\(process)/\(file)")
                #expect(!content.contains(sequence: Array(canary.utf8)), "\(file)")
                #expect(!content.contains(sequence: scenario.runKey), "\(file)")
            }
        }
        #expect(!"\(result)\(executor)".contains(canary))
        await executor.shutdown()
    }

    @Test func `[88][95] A jail serves one agreement, and none after a failure`() async throws {
        let scenario = try Scenario()
        let executor = try await scenario.executor()
        func jail() throws -> Int32 { try #require(executor.pool.warmJails.last).processNumber }
        func run(_ photo: [UInt8]) async throws {
            _ = await executor.execute(try scenario.assignment(photo: photo), unwrap: scenario.executorKey)
        }
        try await run(Self.photo)
        let first = try jail()
        try await run(Self.photo)
        #expect(try jail() == first)

        // Another agreement about the same function and model.
        scenario.nonce = [UInt8](repeating: 8, count: 16)
        try await run(Self.photo)
        let second = try jail()
        #expect(second != first && executor.jailCount == (0, 2))

        try await run(Array("no image".utf8))
        #expect(executor.jailCount == (0, 1) && !Processes.isThere(second))
        try await run(Self.photo)
        let third = try jail()
        #expect(third != first && third != second)
        await executor.shutdown()
        for process in [first, second, third] { #expect(!Processes.isThere(process)) }
    }

    @Test func `[91] A stopped jail is given up at its deadline, and a killed one at once`() async throws {
        let scenario = try Scenario()
        scenario.profile = "short"
        let executor = try await scenario.executor()
        let assignment = try scenario.assignment(photo: Self.photo)
        for (signal, expected) in [(SIGSTOP, "RESOURCE_LIMIT photo:TIME_LIMIT"), (SIGKILL, "INPUT_REJECTED photo:CRASHED")] {
            #expect(try scenario.text(await executor.execute(assignment, unwrap: scenario.executorKey), of: assignment).hasPrefix("["))
            kill(Processes.jail(below: try #require(executor.pool.warmJails.first).processNumber), signal)
            #expect(Scenario.failure(await executor.execute(assignment, unwrap: scenario.executorKey)) == expected)
            #expect(executor.jailCount == (0, 0))
        }
        await executor.shutdown()
    }

    @Test func `[94] The least used jail makes room, and an idle one goes by itself`() async throws {
        let scenario = try Scenario()
        let executor = try await scenario.executor {
            $0.maximumJails = 2
            $0.idleTime = .milliseconds(300)
        }
        for number in 0..<3 {
            scenario.nonce = [UInt8](repeating: UInt8(number), count: 16)
            _ = await executor.execute(try scenario.assignment(photo: Self.photo), unwrap: scenario.executorKey)
            #expect(executor.jailCount.warm <= 2)
        }
        while executor.jailCount.warm > 0 { try await Task.sleep(for: .milliseconds(20)) }
        await executor.shutdown()
    }

    @Test func `Many runs at once share the room that there is`() async throws {
        let scenario = try Scenario()
        let executor = try await scenario.executor { $0.maximumJails = 2 }
        let assignments = try (0..<8).map { _ in try scenario.assignment(photo: Self.photo) }
        let key = scenario.executorKey
        let results = await withTaskGroup(of: RunResult.self) { group in
            for assignment in assignments { group.addTask { await executor.execute(assignment, unwrap: key) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.allSatisfy { if case .succeeded = $0 { true } else { false } })
        #expect(executor.jailCount.warm <= 2)
        await executor.shutdown()
    }

    @Test func `Without bubblewrap the executor refuses and says what to do`() async throws {
        let scenario = try Scenario()
        await #expect(throws: ExecutionError(.notInstalled, "")) {
            _ = try await scenario.executor { $0.bubblewrapPath = "/usr/bin/no-bwrap" }
        }
    }

    @Test func `A bubblewrap that makes no jail is noticed before any work`() async throws {
        let scenario = try Scenario()
        let error = await #expect(throws: ExecutionError.self) { _ = try await scenario.executor { $0.bubblewrapPath = "/bin/false" } }
        #expect(error?.code == .jailsImpossible)
    }
}

extension Collection where Element == UInt8 {
    fileprivate func contains(sequence: [UInt8]) -> Bool {
        let bytes = Array(self)
        guard !sequence.isEmpty, bytes.count >= sequence.count else { return false }
        return (0...bytes.count - sequence.count).contains {
            bytes[$0] == sequence[0] && bytes[$0..<$0 + sequence.count].elementsEqual(sequence)
        }
    }
}
