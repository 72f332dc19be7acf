import Attestation
import AttestedSession
import AttestedTransport
import ControlAPI
import ControlPlane
import GRPCCore
public import Ledger
public import Logging
import SealedData
public import ServiceLifecycle
import Wire

/// A node in the role `control`: the ledger, the services, and the executors that attach to it.
public struct ControlNode: Service {
    private let configuration: NodeConfiguration
    private let platform: NodePlatform
    private let store: any LedgerStore
    /// What the node that ran before gave to this one.
    private let received: HandOver?
    /// What the holders of recovery keys gave to this one.
    private let recovered: RecoveredKeys?
    private let logger: Logger
    private let onReady: @Sendable (Int) -> Void

    /// How long running work may take to end after SIGTERM; what has not ended by then is requeued at the next start.
    static let drainTime = Duration.seconds(30)
    /// How long calls may take to end after that.
    static let farewellTime = Duration.seconds(5)

    /// A node that has done nothing yet.
    ///
    /// - Parameters:
    ///   - store: Where sealed entries lie; the caller closes it.
    ///   - onReady: Told the port once the node serves.
    public init(
        configuration: NodeConfiguration, platform: NodePlatform, store: any LedgerStore, logger: Logger,
        onReady: @escaping @Sendable (_ port: Int) -> Void = { _ in }
    ) {
        self.init(
            configuration: configuration, platform: platform, store: store, received: nil, recovered: nil, logger: logger, onReady: onReady)
    }

    init(
        configuration: NodeConfiguration, platform: NodePlatform, store: any LedgerStore, received: HandOver?, recovered: RecoveredKeys?,
        logger: Logger,
        onReady: @escaping @Sendable (_ port: Int) -> Void
    ) {
        (self.received, self.recovered) = (received, recovered)
        self.configuration = configuration
        self.platform = platform
        self.store = store
        self.logger = logger
        self.onReady = onReady
    }

    /// Serves until graceful shutdown: then it takes nothing new, lets running work end, and closes the ledger.
    public func run() async throws {
        let trust = try NodeTrust(configuration.trust)
        if trust.profile == .development { logger.warning("\(TrustProfile.developmentWarning)") }
        let identity = try await NodeIdentity(
            platform: platform, role: .control, trust: trust, releases: try trust.releases(in: configuration.state, as: .control),
            endorsements: EndorsementFolder(state: configuration.state))
        let witnesses = try configuration.witnessQuorum()
        warn(of: witnesses?.policy ?? .off)
        // The witnesses are asked from here on: an opening may need their cosignatures.
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let witnesses { group.addTask { await witnesses.run() } }
            try await run(as: identity, witnesses)
            group.cancelAll()
        }
    }

    private func run(as identity: NodeIdentity, _ witnesses: WitnessQuorum?) async throws {
        let opening = try await LedgerOpening(
            configuration: configuration, store: store, sealer: platform.sealer, witnesses: witnesses, received: received,
            recovered: recovered, logger: logger)
        let journal = opening.ledger.journal
        try await withThrowingTaskGroup(of: Part.self) { group in
            // A journal that cannot write is the node's end: what is on the disk is known only after it was opened again.
            group.addTask {
                try await journal.run()
                return .beside
            }
            group.addTask {
                defer { journal.close() }
                try await damage.examineIfNoted(journal, to: opening.snapshot)
                try await opening.ledger.configure(configuration)
                try await keepRecovery(opening)
                try await serve(opening, as: identity)
                return .server
            }
            // Each as it ends: `waitForAll` would let the server go on beside a journal that failed.
            while try await group.next() != nil {}
        }
    }

    /// Puts recovered keys on record and seals them, and sees to it that the holders who are configured can recover them the next time.
    private func keepRecovery(_ opening: LedgerOpening) async throws {
        if let recovered {
            try await opening.ledger.submit(
                .recoverKeys(generation: recovered.generation, holders: recovered.holders), by: .system, patiently: true)
            try KeySuccession(
                folder: configuration.state, origin: try LedgerOrigin(configuration.origin), sealer: platform.sealer
            ).write(recovered.keys)
        }
        let keeper = RecoveryKeeper(folder: configuration.state, ledger: opening.ledger, keys: opening.ledgerKeys, logger: logger)
        try await keeper.keep(try configuration.recovery?.set(), isRenewed: recovered != nil)
    }

    private var damage: LedgerDamage { LedgerDamage(folder: configuration.state, logger: logger) }

    private func warn(of policy: WitnessPolicy) {
        switch policy.mode {
        case .off:
            logger.warning(
                "NO WITNESSES: an older copy of this ledger can be put in its place; only those who remember more will notice (docs/spec/witness.md)"
            )
        case .async:
            logger.warning("the witnesses are asynchronous: an older copy of this ledger is noticed late, and not prevented")
        case .quorum: logger.info("nothing is acknowledged without a quorum of witnesses", metadata: ["policy": "\(policy.name)"])
        }
    }

    private func serve(_ opening: LedgerOpening, as identity: NodeIdentity) async throws {
        let blobs = try BlobDirectory(path: configuration.state + "/blobs")
        let watchers = RunWatchers()
        let store = CiphertextStore(blobs: blobs, ledger: opening.ledger, limits: configuration.storage ?? StorageLimits())
        let dispatcher = RunDispatcher(
            ledger: opening.ledger, watchers: watchers, inline: InlineInputs(salt: opening.inputSalt), blobs: blobs,
            keys: opening.assetKeys, logger: logger)
        try await dispatcher.recover()

        let tls = try await configuration.outerEvidence == true ? TLSIdentity(evidenceFrom: platform.evidence) : TLSIdentity()
        let retirement = Retirement()
        let sessions = SessionServer(settings: settings(identity, opening.ledger), outer: tls.outerChannel)
        let health = HealthService()
        let transport = AttestedServerTransport(
            at: AttestedTransport.Endpoint(host: configuration.listen.host, port: configuration.listen.port), identity: tls,
            sessions: sessions,
            keyExchange: configuration.outerChannel?.classicalKeyExchange == true ? .unsafeAllowClassical : .hybridOnly)
        let server = GRPCServer(
            transport: transport,
            services: [sessions.service, health] + services(opening, dispatcher, store, identity, sessions, retirement))
        try await withThrowingTaskGroup(of: Part.self) { group in
            group.addTask {
                try await server.serve()
                return .server
            }
            group.addTask {
                guard let port = await transport.port else { return .beside }
                health.set(.serving)
                logger.info("serving", metadata: ["host": "\(configuration.listen.host)", "port": "\(port)"])
                onReady(port)
                return .beside
            }
            if let releases = identity.releases {
                let watch = ReleaseWatch(
                    releases: releases, folder: configuration.state, clock: { opening.ledger.clock.now }, logger: logger)
                group.addTask {
                    await watch.run()
                    return .beside
                }
            }
            group.addTask { try await keepHouse(opening.ledger) }
            group.addTask { await collectBlobs(store) }
            let snapshots = SnapshotKeeper(ledger: opening.ledger, logger: logger)
            group.addTask {
                await snapshots.run(after: opening.snapshot)
                return .beside
            }
            group.addTask {
                // An error here is the node's end.
                if let snapshot = opening.snapshot { try await damage.examine(opening.ledger.journal, to: snapshot) }
                return .beside
            }
            group.addTask {
                try await either(retirement)
                await drain(dispatcher, health)
                watchers.finish()
                server.beginGracefulShutdown()
                try await Task.sleep(for: Self.farewellTime)
                return .server
            }
            for try await part in group where part == .server { break }
            group.cancelAll()
        }
    }

    /// Waits until the node is told to stop, or its keys are another's.
    private func either(_ retirement: Retirement) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await gracefulShutdown() }
            group.addTask { try await retirement.wait() }
            try await group.next()
            group.cancelAll()
        }
    }

    /// The server's end, in good order or not, is the node's; that of anything else is not.
    private enum Part { case server, beside }

    /// Forgets agreements that are long over, so that the state does not grow for ever.
    private func keepHouse(_ ledger: ControlLedger) async throws -> Part {
        while !Task.isCancelled {
            try await Task.sleep(for: .seconds(3600))
            try await ledger.submit(.forgetExpired(atMost: 1_000), by: .system, patiently: true)
            try ledger.journal.recordTime()
        }
        return .beside
    }

    /// Removes abandoned ciphertext; a disk that fails is tried again.
    private func collectBlobs(_ store: CiphertextStore) async -> Part {
        while !Task.isCancelled {
            do {
                let count = try store.collect()
                if count > 0 { logger.info("abandoned ciphertext was removed", metadata: ["blobs": "\(count)"]) }
            } catch {
                logger.warning("abandoned ciphertext could not be removed", metadata: ["error": "\(error)"])
            }
            guard (try? await Task.sleep(for: store.pause)) != nil else { break }
        }
        return .beside
    }

    private func drain(_ dispatcher: RunDispatcher, _ health: HealthService) async {
        logger.info("stopping: running work may end first")
        health.shutDown()
        dispatcher.pool.drain()
        let deadline = ContinuousClock.now + Self.drainTime
        while dispatcher.isBusy, .now < deadline { try? await Task.sleep(for: .milliseconds(50)) }
    }

    private func settings(_ identity: NodeIdentity, _ ledger: ControlLedger) -> SessionServerSettings {
        var settings = SessionServerSettings(
            role: .control, evidence: identity.evidence, nodes: nil,
            context: {
                try SessionContext(
                    ledgerOrigin: configuration.origin, release: identity.releases?.head, configurationDigest: identity.configurationDigest,
                    checkpoint: try ledger.journal.checkpoint.bytes)
            },
            admitParty: { _ in true })
        settings.nodes = { identity.appraiserOfPeers() }
        settings.releases = identity.releases
        settings.proxied = configuration.outerChannel?.proxied == true ? .allowed : .refused
        settings.clock = { ledger.clock.now }
        settings.onEvent = { [logger] in SessionLog.write($0, to: logger) }
        return settings
    }

    private func services(
        _ opening: LedgerOpening, _ dispatcher: RunDispatcher, _ store: CiphertextStore, _ identity: NodeIdentity,
        _ sessions: SessionServer,
        _ retirement: Retirement
    ) -> [any RegistrableRPCService] {
        let call = ServiceCall(logger: logger)
        let ledger = opening.ledger
        return [
            PartyAPI(ledger: ledger, dispatcher: dispatcher, call: call) { party in
                await sessions.endSessions { peer in
                    guard case .party(let signingKey) = peer.identity else { return false }
                    return PartyID(signingKey: signingKey) == party
                }
            },
            FunctionAPI(ledger: ledger, call: call),
            AssetAPI(
                ledger: ledger, store: store, keys: opening.assetKeys, intake: IntakeKeys(), measurement: identity.measurement.description,
                dispatcher: dispatcher, call: call),
            AgreementAPI(ledger: ledger, dispatcher: dispatcher, call: call),
            RunAPI(ledger: ledger, dispatcher: dispatcher, store: store, call: call),
            LedgerAPI(
                ledger: ledger, alarm: opening.alarm,
                executorMeasurements: { Set(identity.executorMeasurements + [identity.measurement.description]).sorted() },
                call: call),
            KeyAPI(ledger: ledger, ledgerKeys: opening.ledgerKeys, keys: opening.assetKeys, retirement: retirement, call: call),
            ExecutorAPI(dispatcher: dispatcher, call: call, logger: logger),
        ]
    }
}
