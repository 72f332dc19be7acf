#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import CHost
public import Ledger
import Logging

/// What `ledger repair` of `cloisterd` and `cloisterd-dev` have in common.
public enum LedgerRepairProgram {
    /// Repairs the ledger of a stopped node, and prints the report.
    ///
    /// - Parameters:
    ///   - platform: Makes the TEE's services from the configuration and its exact bytes: the ledger's keys are sealed to it.
    ///   - store: Opens the ledger's store in a folder.
    public static func run(
        _ arguments: LedgerRepairArguments,
        platform: @Sendable (_ configuration: NodeConfiguration, _ bytes: [UInt8]) async throws -> NodePlatform,
        store: @escaping @Sendable (_ folder: String) async throws -> any LedgerStore
    ) async throws {
        umask(0o077)
        guard cloister_harden_process(geteuid() == 0 ? 0 : 1) == 0 else { throw NodeError("core files could not be forbidden") }
        let bytes = try ConfigurationFile.read(arguments.configuration)
        let configuration = try NodeConfiguration(json: bytes)
        let platform = try await platform(configuration, bytes)
        let origin = try LedgerOrigin(configuration.origin)
        let keys = try LedgerKeyFile(path: configuration.state + "/ledger.keys", sealer: platform.sealer).load(origin: origin)
        let alarm = LedgerAlarm(folder: configuration.state, logger: Logger(label: "cloisterd.ledger"))
        let repair = StateRepair(
            state: configuration.state, origin: origin, keys: keys,
            remembered: try alarm.remembered(key: try keys.checkpointKey(origin: origin)), store: store)
        let report = try await repair.run(copy: arguments.copy, acceptingLoss: arguments.acceptLoss)
        print(String(decoding: try report.json, as: UTF8.self), terminator: "")
    }
}
