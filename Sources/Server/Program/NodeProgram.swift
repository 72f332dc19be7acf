#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import AttestedTransport
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
        case .executor:
            guard arguments.takeOver == nil, !arguments.recover else {
                throw NodeError("an executor has no keys to take over or to recover")
            }
            services.append(ExecutorNode(configuration: configuration, platform: platform, logger: logger))
        case .control, .all:
            let received = try await received(as: arguments, configuration, platform, logger)
            let recovered =
                try await arguments.recover
                ? Recovery(configuration: configuration, platform: platform, logger: logger).receive() : nil
            let store = try await opened(store, in: configuration.state + "/ledger", isWaiting: received != nil)
            let control = ControlNode(
                configuration: configuration, platform: platform, store: store, received: received, recovered: recovered, logger: logger,
                onReady: { _ in })
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

    /// The keys of the node whose place this one takes; nil if it takes nobody's.
    private static func received(
        as arguments: NodeArguments, _ configuration: NodeConfiguration, _ platform: NodePlatform, _ logger: Logger
    ) async throws -> HandOver? {
        guard let text = arguments.takeOver else { return nil }
        guard !arguments.recover else {
            throw NodeError("--take-over gets the keys from a node, and --recover from their holders: say one")
        }
        guard let endpoint = AttestedTransport.Endpoint(text) else { throw NodeError("--take-over takes HOST:PORT") }
        return try await TakeOver(configuration: configuration, platform: platform, logger: logger).receive(from: endpoint)
    }

    /// Opens the ledger's store; one that takes another node's place waits until that node has closed it.
    private static func opened(
        _ store: @Sendable (_ folder: String) async throws -> any LedgerStore, in folder: String, isWaiting: Bool
    ) async throws -> any LedgerStore {
        let end = ContinuousClock.now + patience
        while isWaiting, ContinuousClock.now < end {
            if let opened = try await free(store, in: folder) { return opened }
            try await Task.sleep(for: .milliseconds(200))
        }
        return try await store(folder)
    }

    /// The store; nil if another process has it.
    private static func free(
        _ store: @Sendable (_ folder: String) async throws -> any LedgerStore, in folder: String
    ) async throws -> (any LedgerStore)? {
        do {
            return try await store(folder)
        } catch let error as LedgerError {
            guard error.code == .inUse else { throw error }
            return nil
        }
    }

    /// Longer than running work may take to end in the node before.
    private static var patience: Duration { ControlNode.drainTime + ControlNode.farewellTime + .seconds(30) }

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
