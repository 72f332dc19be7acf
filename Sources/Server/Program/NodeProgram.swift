#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import CHost
import Dispatch
public import Ledger
import Logging
import ServiceLifecycle
import UnixSignals

/// What the mains of `cloisterd` and `cloisterd-dev` have in common: everything but the platform and the store.
public enum NodeProgram {
    /// Runs a node until SIGTERM or SIGINT.
    ///
    /// - Parameters:
    ///   - platform: Makes the TEE's services from the configuration and its exact bytes.
    ///   - store: Opens the ledger's store in a folder.
    public static func run(
        _ arguments: NodeArguments,
        platform: @Sendable (_ configuration: NodeConfiguration, _ bytes: [UInt8]) async throws -> NodePlatform,
        store: @Sendable (_ folder: String) async throws -> any LedgerStore
    ) async throws {
        umask(0o077)
        // A measurer of the same ordinary user must still be able to read /proc/PID; core files are forbidden either way.
        guard cloister_harden_process(geteuid() == 0 ? 0 : 1) == 0 else { throw NodeError("core files could not be forbidden") }
        cloister_keep_memory()
        let bytes = try ConfigurationFile.read(arguments.configuration)
        let configuration = try NodeConfiguration(json: bytes)
        guard mkdir(configuration.state, 0o700) == 0 || errno == EEXIST else {
            throw NodeError("the state folder \(configuration.state) cannot be made: \(String(cString: strerror(errno)))")
        }
        let logger = Logger(label: "cloisterd.\(arguments.role)") { StreamLogHandler.standardError(label: $0) }
        let platform = try await platform(configuration, bytes)
        if platform.isSimulation { logger.warning("SOFTWARE TEE: this node is a simulation and protects nothing from the machine's owner") }

        var services: [any Service] = []
        switch arguments.role {
        case .executor: services.append(ExecutorNode(configuration: configuration, platform: platform, logger: logger))
        case .control, .all:
            let store = try await store(configuration.state + "/ledger")
            let control = ControlNode(configuration: configuration, platform: platform, store: store, logger: logger) { _ in }
            if arguments.role == .all {
                services.append(EmbeddedExecutor(configuration: arguments.configuration, logger: logger))
            }
            services.append(control)
        }
        // An embedded executor ends when its parent says so, and not before the parent has let running work end.
        if arguments.embedded { for number in [SIGTERM, SIGINT] { signal(number, SIG_IGN) } }
        let group = ServiceGroup(
            configuration: .init(
                services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
                gracefulShutdownSignals: arguments.embedded ? [] : [.sigterm, .sigint], logger: logger))
        if arguments.embedded {
            try await withEndOfInput({ await group.triggerGracefulShutdown() }) { try await group.run() }
        } else {
            try await group.run()
        }
    }

    /// Runs `body`, and `onEnd` when standard input ends: the parent is gone or wants this process to stop.
    private static func withEndOfInput(
        _ onEnd: @escaping @Sendable () async -> Void, _ body: () async throws -> Void
    ) async throws {
        let (ends, continuation) = AsyncStream.makeStream(of: Void.self)
        let source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: .global())
        source.setEventHandler {
            var byte: UInt8 = 0
            guard read(STDIN_FILENO, &byte, 1) <= 0 else { return }
            continuation.finish()
            // The end stays readable: without this the handler would be called without a pause until the process is gone.
            source.cancel()
        }
        source.resume()
        defer { source.cancel() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in ends {}
                if !Task.isCancelled { await onEnd() }
            }
            try await body()
            group.cancelAll()
        }
    }
}
