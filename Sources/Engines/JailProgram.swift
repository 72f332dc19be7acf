import CHost
import Execution
import Glibc

/// What `cloister-jail` does: answer the executor's requests until it hangs up (docs/spec/jail-protocol.md).
public struct JailProgram {
    /// The most descriptors that a jail may hold, the files of one request included.
    private static let descriptors: UInt32 = 96

    private let channel = JailChannel(socket: JailProtocol.descriptor)
    private var engine: ONNXEngine?

    /// Runs until the executor hangs up; the process's exit status.
    public static func run() -> Int32 {
        var program = JailProgram()
        do {
            while let (request, files) = try program.channel.receive(JailRequest.self, descriptors: Int(CHOST_MAXIMUM_DESCRIPTORS)) {
                guard files.count == request.descriptorCount else { return 2 }
                try program.channel.send(program.answer(request, files: files))
                // Whoever checks sees from the exit status that the system ends a process that asks for this.
                if request == .check { chost_fatal_probe() }
            }
            return 0
        } catch {
            return 2
        }
    }

    private mutating func answer(_ request: JailRequest, files: [Int32]) -> JailReply {
        // Every file is mapped and closed at once, so that an error cannot leave one behind.
        let mapped = files.enumerated().map { index, descriptor in
            defer { close(descriptor) }
            return MappedFile(descriptor: descriptor, writable: request.isOutput(index))
        }
        guard let mappings = mapped as? [MappedFile] else { return .failed(.crashed, slot: nil) }
        do throws(EngineFailure) {
            switch request {
            case .load(let load):
                try self.load(load, mappings)
                return .loaded
            case .run(let run):
                guard let engine else { return .failed(.crashed, slot: nil) }
                return .done(try engine.run(run, mappings))
            case .check:
                return .checked(Confinement.findings(descriptors: Self.descriptors))
            }
        } catch {
            return .failed(error.code, slot: error.slot)
        }
    }

    private mutating func load(_ load: JailRequest.Load, _ files: [MappedFile]) throws(EngineFailure) {
        guard engine == nil, load.runtime == ONNXEngine.runtime, let payload = files.first else { throw EngineFailure(.crashed) }
        // The library is read from disk before the filter closes; model and payload are looked at only behind it.
        let runtime = try ONNXRuntime(path: JailProtocol.onnxRuntimePath)
        guard Confinement.drop(load.limits, descriptors: Self.descriptors) else { throw EngineFailure(.crashed) }
        let slots = Dictionary(zip(load.slots, files.dropFirst())) { first, _ in first }
        engine = try ONNXEngine(runtime: runtime, payload: payload, slots: slots, threads: Int32(load.limits.threads))
    }
}

extension JailRequest {
    /// Whether the request's descriptor of this number is an output.
    fileprivate func isOutput(_ index: Int) -> Bool {
        if case .run(let run) = self { index >= run.inputs.count } else { false }
    }
}
