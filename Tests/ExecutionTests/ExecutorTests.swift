import ControlPlane
import SealedData
import Testing
import Wire

@testable import Execution

@Suite(.enabled(if: Host.canRun, Host.why)) struct ExecutorTests {
    static let photo = TinyImage.green
    static let labels = #"[{"label":"green","index":1,"probability":0.998150},{"label":"blue","index":2,"probability":0.001270}]"# + "\n"

    @Test func `A run gives its outputs sealed under the run's key, and the second one finds the jail warm`() async throws {
        let scenario = try Scenario()
        let executor = try await scenario.executor()
        for _ in 0..<3 {
            let assignment = try scenario.assignment(photo: Self.photo)
            let result = await executor.execute(assignment, unwrap: scenario.executorKey)
            #expect(try scenario.text(result, of: assignment) == Self.labels)
            #expect(executor.jailCount == (0, 1))
        }
        await executor.shutdown()
        #expect(executor.jailCount == (0, 0))
    }

    @Test func `Labels can be an input of the model's owner`() async throws {
        let scenario = try Scenario()
        scenario.payload = Pipelines.labelsInSlot
        scenario.labels = Array("rot\ngrün\nblau\n".utf8)
        let executor = try await scenario.executor()
        let assignment = try scenario.assignment(photo: Self.photo)
        let result = await executor.execute(assignment, unwrap: scenario.executorKey)
        #expect(try scenario.text(result, of: assignment).contains(#""label":"grün","index":1"#))
        await executor.shutdown()
    }

    @Test func `An assignment survives its encoding`() throws {
        let assignment = try Scenario().assignment(photo: Self.photo)
        #expect(try Assignment(wireBytes: assignment.wireBytes).wireBytes == assignment.wireBytes)
        #expect("\(assignment)" == "assignment of run \(assignment.run)")
    }

    @Test func `[102] No cut of an assignment is read or traps`() throws {
        let bytes = try Scenario().assignment(photo: [1, 2, 3]).wireBytes
        for length in bytes.indices { #expect(throws: (any Error).self) { try Assignment(wireBytes: Array(bytes[..<length])) } }
        #expect(throws: (any Error).self) { try Assignment(wireBytes: bytes + [0]) }
    }

    @Test(arguments: BadInput.all) func `[90] Bad input gives one common code, and its owner alone the cause`(bad: BadInput) async throws {
        let scenario = try Scenario()
        (scenario.modelBytes, scenario.payload) = (bad.model, bad.payload)
        let executor = try await scenario.executor()
        let result = await executor.execute(try scenario.assignment(photo: bad.photo), unwrap: scenario.executorKey)
        #expect(Scenario.failure(result) == bad.expected)
        #expect(executor.jailCount == (0, 0))
        await executor.shutdown()
    }

    @Test func `A model that takes channels last works with such a pipeline`() async throws {
        let scenario = try Scenario()
        (scenario.modelBytes, scenario.payload) = (TinyModel.coloursLast, Pipelines.coloursLast)
        let executor = try await scenario.executor()
        let assignment = try scenario.assignment(photo: Self.photo)
        #expect(try scenario.text(await executor.execute(assignment, unwrap: scenario.executorKey), of: assignment) == Self.labels)
        await executor.shutdown()
    }

    @Test func `[89] An output that does not fit its slot is not let out`() async throws {
        let scenario = try Scenario()
        scenario.outputBytes = 20
        let executor = try await scenario.executor()
        let result = await executor.execute(try scenario.assignment(photo: Self.photo), unwrap: scenario.executorKey)
        #expect(Scenario.failure(result) == "RESOURCE_LIMIT photo:OUTPUT_TOO_LARGE")
        await executor.shutdown()
    }

    @Test func `[80] A run that does not end is ended, and the executor goes on`() async throws {
        let scenario = try Scenario()
        (scenario.modelBytes, scenario.profile) = (TinyModel.slow, "short")
        let executor = try await scenario.executor()
        let result = await executor.execute(try scenario.assignment(photo: Self.photo), unwrap: scenario.executorKey)
        #expect(Scenario.failure(result) == "RESOURCE_LIMIT photo:TIME_LIMIT")
        #expect(executor.jailCount == (0, 0))
        let other = try Scenario()
        let assignment = try other.assignment(photo: Self.photo)
        #expect(
            Scenario.failure(await executor.execute(assignment, unwrap: scenario.executorKey)) == "INPUT_UNAVAILABLE model:KEY_MISMATCH")
        await executor.shutdown()
    }

    @Test func `[81] A model that asks for all memory fails, and a sibling lives`() async throws {
        let scenario = try Scenario()
        (scenario.modelBytes, scenario.profile) = (TinyModel.memoryBomb, "small")
        let sibling = try Scenario()
        let executor = try await scenario.executor()
        let siblingExecutor = try await sibling.executor()
        let assignment = try sibling.assignment(photo: Self.photo)
        _ = await siblingExecutor.execute(assignment, unwrap: sibling.executorKey)
        let result = await executor.execute(try scenario.assignment(photo: Self.photo), unwrap: scenario.executorKey)
        #expect(Scenario.failure(result) == "RESOURCE_LIMIT model:MEMORY_LIMIT")
        #expect(try sibling.text(await siblingExecutor.execute(assignment, unwrap: sibling.executorKey), of: assignment) == Self.labels)
        await executor.shutdown()
        await siblingExecutor.shutdown()
    }

    @Test func `A canceled run ends at once and says nothing about its inputs`() async throws {
        let scenario = try Scenario()
        scenario.modelBytes = TinyModel.slow
        let executor = try await scenario.executor()
        let assignment = try scenario.assignment(photo: Self.photo)
        let key = scenario.executorKey
        let run = Task { await executor.execute(assignment, unwrap: key) }
        while executor.jailCount.working == 0 { try await Task.sleep(for: .milliseconds(10)) }
        run.cancel()
        #expect(Scenario.failure(await run.value) == "EXECUTOR_FAILED")
        await executor.shutdown()
    }

    @Test func `After a shutdown nothing is executed`() async throws {
        let scenario = try Scenario()
        let executor = try await scenario.executor()
        await executor.shutdown()
        let result = await executor.execute(try scenario.assignment(photo: Self.photo), unwrap: scenario.executorKey)
        #expect(Scenario.failure(result) == "EXECUTOR_FAILED")
    }
}
