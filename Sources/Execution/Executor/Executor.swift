public import ControlPlane
import Crypto
public import SealedData

/// Runs functions in jails. It checks every assignment anew before it uses a key of it, and trusts neither the blob store nor a jail.
public final class Executor: Sendable {
    /// The runtimes for which there is an engine.
    public static let runtimes: Set<Runtime> = [.onnx]

    private let configuration: ExecutionConfiguration
    private let image: JailImage
    let pool: JailPool

    /// Checks that jails can be made here and hold what they are given; never runs anything outside one.
    ///
    /// Throws an ``ExecutionError`` that says what is missing and what to do.
    public static func start(_ configuration: ExecutionConfiguration) async throws -> Executor {
        let image = try JailImage(
            program: configuration.jailPath, onnxRuntime: configuration.onnxRuntimeLibrary, bubblewrap: configuration.bubblewrapPath)
        try await JailCheck.run(image)
        return Executor(configuration, image)
    }

    private init(_ configuration: ExecutionConfiguration, _ image: JailImage) {
        self.configuration = configuration
        self.image = image
        pool = JailPool(maximum: configuration.maximumJails, idleTime: configuration.idleTime, maximumAge: configuration.maximumAge)
    }

    /// Runs one attempt. `unwrap` opens the keys of its assets. Canceling the task ends the jail at once.
    public func execute(_ assignment: Assignment, unwrap: RecipientPrivateKey) async -> RunResult {
        do {
            return .succeeded(try await run(try checked(assignment), Staging(blobs: configuration.blobs, key: unwrap)))
        } catch let failure as RunningFailure {
            // Whoever ends a jail from outside says nothing about its inputs.
            return .failed(Task.isCancelled || pool.isShutDown ? RunFailure(code: .executorFailed) : failure.publicForm(assignment))
        } catch let failure as JailFailure {
            return .failed(RunningFailure(failure, candidates: []).publicForm(assignment))
        } catch {
            return .failed(RunFailure(code: .executorFailed))
        }
    }

    /// Ends all jails; runs under way fail. Nothing can be executed afterwards.
    public func shutdown() async {
        for jail in pool.shutDown() { await jail.end() }
    }

    /// How many jails are at work and warm.
    package var jailCount: (working: Int, warm: Int) { pool.count }

    private func checked(_ assignment: Assignment) throws(JailFailure) -> CheckedAssignment {
        let checked = try CheckedAssignment(assignment, profiles: configuration.profiles)
        guard Self.runtimes.contains(checked.manifest.runtime), configuration.onnxRuntimeLibrary != nil else {
            throw JailFailure(.runtimeUnsupported)
        }
        return checked
    }

    private func run(_ checked: CheckedAssignment, _ staging: Staging) async throws -> [SealedOutput] {
        let key = JailKey(checked)
        let place = try await pool.take(key)
        var jail: Jail?
        do {
            switch place {
            case .warm(let warm):
                jail = warm
                for slot in checked.models { try staging.checkKey(slot) }
            case .free(let evicted):
                await evicted?.end()
                let fresh = try await start()
                jail = fresh
                guard pool.enter(fresh) else { throw ExecutionError(.shutDown, "The executor is shutting down.") }
                try await canceling(fresh) { try await load(fresh, checked, staging) }
            }
            guard let ready = jail else { throw JailFailure(.jailUnavailable) }
            let outputs = try await canceling(ready) { try await run(ready, checked, staging) }
            if !pool.release(ready, reusableAs: key) { await ready.end() }
            return outputs
        } catch {
            // A jail in which anything went wrong is never used again.
            _ = pool.release(jail, reusableAs: nil)
            await jail?.end()
            throw error
        }
    }

    private func start() async throws -> Jail {
        do {
            return try await Jail.start(image, idleTime: configuration.idleTime) { [pool] jail in pool.expire(jail) }
        } catch {
            throw JailFailure(.jailUnavailable)
        }
    }

    /// Opens payload and models, while the jail's program starts, and loads them.
    private func load(_ jail: Jail, _ checked: CheckedAssignment, _ staging: Staging) async throws {
        let files = try await jail.onThread {
            try [MemoryFile.sealed(name: "payload", Array(checked.payload))] + checked.models.map(staging.file)
        }
        let age = configuration.maximumAge.components.seconds
        let limits = JailLimits(
            memoryBytes: checked.profile.memoryBytes, processorSeconds: UInt32(clamping: (age + 60) * Int64(checked.profile.threads)),
            threads: checked.profile.threads)
        do {
            try await jail.load(
                .init(runtime: checked.manifest.runtime.rawValue, limits: limits, slots: checked.models.map(\.input.slot)), files: files,
                within: configuration.loadTime)
        } catch let failure as JailFailure {
            throw RunningFailure(failure, candidates: checked.models.map(\.input))
        }
    }

    /// Does the run and seals what comes out of it.
    private func run(_ jail: Jail, _ checked: CheckedAssignment, _ staging: Staging) async throws -> [SealedOutput] {
        let most = checked.assignment.terms.limits.outputBytes
        let rooms = checked.manifest.outputs.map { JailRequest.Room(slot: $0.name, maximumBytes: min($0.maximumBytes, most)) }
        let (inputs, outputs) = try await jail.onThread {
            (try checked.runInputs.map(staging.file), try rooms.map { try MemoryFile.room(name: "output", length: $0.maximumBytes) })
        }
        let lengths: [Int]
        do {
            lengths = try await jail.run(
                .init(parameters: checked.parameters, inputs: checked.runInputs.map(\.input.slot), outputs: rooms), files: inputs + outputs,
                within: checked.profile.runTime)
            guard lengths.reduce(0, { $0 + UInt64($1) }) <= most else { throw JailFailure(.outputTooLarge) }
        } catch let failure as JailFailure {
            throw RunningFailure(failure, candidates: checked.runInputs.map(\.input))
        }
        let assignment = checked.assignment
        return try await jail.onThread { [blobs = configuration.blobs] in
            try zip(zip(rooms, outputs), lengths).map { output, length in
                try Self.seal(try output.1.read(length), slot: output.0.slot, assignment, blobs)
            }
        }
    }

    private static func seal(_ plaintext: [UInt8], slot: String, _ assignment: Assignment, _ blobs: BlobDirectory) throws -> SealedOutput {
        let key = try DataKey(bytes: SecretBinding.outputKey(runKey: assignment.runKey, run: assignment.run, slot: slot))
        let sealed = try SealedStream.seal(
            plaintext, key: key, associatedData: SecretBinding.output(run: assignment.run, slot: slot))
        let isBlob = sealed.count > SealedOutput.maximumInlineBytes
        return SealedOutput(
            slot: slot, ciphertextDigest: isBlob ? try blobs.write(sealed) : Array(SHA256.hash(data: sealed)),
            ciphertextLength: UInt64(sealed.count), plaintextLength: UInt64(plaintext.count), ciphertext: isBlob ? nil : sealed)
    }

    private func canceling<Value>(_ jail: Jail, _ work: () async throws -> Value) async throws -> Value {
        try await withTaskCancellationHandler(operation: work) { jail.kill() }
    }
}
