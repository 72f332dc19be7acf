import Attestation
import AttestedTransport
import ControlAPI
import ControlPlane
import Execution
import FoundationEssentials
import GRPCCore
import Ledger
public import Logging
import SealedData
public import ServiceLifecycle
import SwiftProtobuf
import Wire

/// A node in the role `executor`: takes assignments from a control node that it has appraised, and runs them in jails.
public struct ExecutorNode: Service {
    private let configuration: NodeConfiguration
    private let platform: NodePlatform
    private let logger: Logger

    /// How long to wait before the control node is tried again.
    private static let retry = Duration.milliseconds(500)
    private static let heartbeat = Duration.seconds(3)

    /// A node that has done nothing yet.
    public init(configuration: NodeConfiguration, platform: NodePlatform, logger: Logger) {
        self.configuration = configuration
        self.platform = platform
        self.logger = logger
    }

    /// Works until graceful shutdown: then it takes nothing new and finishes what it has.
    public func run() async throws {
        let trust = try NodeTrust(configuration.trust)
        if trust.profile == .development { logger.warning("\(TrustProfile.developmentWarning)") }
        let identity = try await NodeIdentity(
            platform: platform, role: .executor, trust: trust, releases: try trust.releases(in: configuration.state, as: .executor),
            endorsements: EndorsementFolder(state: configuration.state))
        let clock = ExecutorClock(origin: configuration.origin, policy: try configuration.witnesses?.policy() ?? .off)
        let executor = try await Executor.start(try execution())
        let recipientKey = try RecipientPrivateKey()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await stayAttached(executor, recipientKey, as: identity, clock) }
            if let releases = identity.releases {
                let watch = ReleaseWatch(releases: releases, folder: configuration.state, clock: { clock.now }, logger: logger)
                group.addTask { await watch.run() }
            }
            group.addTask {
                try? await gracefulShutdown()
                try? await Task.sleep(for: ControlNode.drainTime)
            }
            await group.next()
            group.cancelAll()
        }
        await executor.shutdown()
    }

    /// Attaches, again and again, until the control node ends it in good order or this node stops.
    private func stayAttached(_ executor: Executor, _ recipientKey: RecipientPrivateKey, as identity: NodeIdentity, _ clock: ExecutorClock)
        async
    {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                return try await attach(executor, recipientKey, as: identity, clock)
            } catch {
                guard !Task.isCancelled, !Task.isShuttingDownGracefully else { return }
                logger.warning("the control node is not attached; trying again", metadata: ["reason": "\(error)"])
                await cancelWhenGracefulShutdown { try? await Task.sleep(for: Self.retry) }
            }
        }
    }

    private func execution() throws -> ExecutionConfiguration {
        let given = configuration.execution
        var execution = ExecutionConfiguration(
            jailPath: given.jail, onnxRuntimeLibrary: given.onnxRuntime, blobs: try BlobDirectory(path: configuration.state + "/blobs"))
        execution.maximumJails = given.warmJails
        execution.profiles = [
            "standard": JailProfile(runTime: .seconds(given.runSeconds), memoryBytes: UInt64(given.memoryMiB) << 20)
        ]
        return execution
    }

    /// One attachment; returns when the control node has ended it in good order.
    private func attach(
        _ executor: Executor, _ recipientKey: RecipientPrivateKey, as identity: NodeIdentity, _ clock: ExecutorClock
    ) async throws {
        let endpoint = AttestedTransport.Endpoint(host: configuration.listen.host, port: configuration.listen.port)
        var settings = SessionInitiatorSettings(
            appraiser: identity.appraiserOfPeers(), responder: .control, credential: .node(identity.evidence, .executor),
            ledgerOrigin: configuration.origin)
        settings.appraiser = { identity.appraiserOfPeers() }
        settings.releases = identity.releases
        settings.clock = { clock.now }
        settings.onOffered = { try clock.learn($0) }
        try await AttestedChannel.withChannel(to: endpoint, settings: settings) { client in
            let attachment = Attachment(
                executor: executor, recipientKey: recipientKey, capacity: configuration.execution.capacity, heartbeat: Self.heartbeat,
                logger: logger)
            try await attachment.run(Cloister_V1_ExecutorService.Client(wrapping: client))
        }
    }
}
