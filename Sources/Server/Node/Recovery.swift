import AttestedSession
import AttestedTransport
import ControlAPI
import GRPCCore
import Ledger
import Logging
import SealedData

/// How a control node that lost its keys gets them from their holders (docs/spec/keys.md, "Recovery"). It serves nothing else meanwhile.
struct Recovery {
    let configuration: NodeConfiguration
    let platform: NodePlatform
    let logger: Logger

    /// Serves holders until enough of them have approved; the keys are in memory only.
    func receive() async throws -> RecoveredKeys {
        let trust = try NodeTrust(configuration.trust)
        let identity = try await NodeIdentity(
            platform: platform, role: .control, trust: trust, releases: try trust.releases(in: configuration.state, as: .control),
            endorsements: EndorsementFolder(state: configuration.state))
        let approvals = try approvals()
        try await serve(approvals, as: identity)
        let recovered = try approvals.recovered()
        logger.notice("the ledger's keys were recovered", metadata: ["holders": "\(recovered.holders)"])
        return recovered
    }

    /// What is asked for; refuses to recover keys that are there, and a package that is not this ledger's.
    func approvals() throws -> RecoveryApprovals {
        guard let settings = configuration.recovery else { throw NodeError("--recover needs `recovery` in the configuration") }
        let origin = try LedgerOrigin(configuration.origin)
        try KeySuccession(folder: configuration.state, origin: origin, sealer: platform.sealer).finish()
        let keys = LedgerKeyFile(path: configuration.state + "/ledger.keys", sealer: platform.sealer)
        guard (try? keys.load(origin: origin)) == nil else {
            throw NodeError("this node has the ledger's keys, and there is nothing to recover: start it without --recover")
        }
        let file = RecoveryKeeper.file(in: configuration.state)
        guard let bytes = try file.read() else { throw NodeError("there is no \(file.path) to recover the ledger's keys from") }
        do {
            return try RecoveryApprovals(package: try RecoveryPackage(bytes), origin: origin, set: try settings.set())
        } catch let error as RecoveryError {
            throw NodeError("\(file.path) cannot be used: \(error)")
        }
    }

    private func serve(_ approvals: RecoveryApprovals, as identity: NodeIdentity) async throws {
        let tls = try await configuration.outerEvidence == true ? TLSIdentity(evidenceFrom: platform.evidence) : TLSIdentity()
        let sessions = SessionServer(settings: settings(identity, approvals.package), outer: tls.outerChannel)
        let transport = AttestedServerTransport(
            at: AttestedTransport.Endpoint(host: configuration.listen.host, port: configuration.listen.port), identity: tls,
            sessions: sessions,
            keyExchange: configuration.outerChannel?.classicalKeyExchange == true ? .unsafeAllowClassical : .hybridOnly)
        let retirement = Retirement()
        let api = RecoveryAPI(approvals: approvals, retirement: retirement, call: ServiceCall(logger: logger))
        let server = GRPCServer(transport: transport, services: [sessions.service, api])
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await server.serve()
                return true
            }
            group.addTask {
                guard let port = await transport.port else { return false }
                logger.notice(
                    "RECOVERY: this node waits for the holders of recovery keys, and serves nobody else",
                    metadata: [
                        "port": "\(port)", "needed": "\(approvals.package.set.threshold)",
                        "holders": "\(approvals.package.set.holders.count)", "key": "\(approvals.package.key)",
                    ])
                return false
            }
            if let releases = identity.releases {
                let watch = ReleaseWatch(releases: releases, folder: configuration.state, clock: { HostClock.now() }, logger: logger)
                group.addTask {
                    await watch.run()
                    return false
                }
            }
            group.addTask {
                try await retirement.wait()
                server.beginGracefulShutdown()
                try await Task.sleep(for: ControlNode.farewellTime)
                return true
            }
            for try await isEnd in group where isEnd { break }
            group.cancelAll()
        }
        guard approvals.isComplete else { throw NodeError("the recovery ended before enough holders had approved") }
    }

    private func settings(_ identity: NodeIdentity, _ package: RecoveryPackage) -> SessionServerSettings {
        var settings = SessionServerSettings(
            role: .control, evidence: identity.evidence, nodes: nil,
            context: {
                try SessionContext(
                    ledgerOrigin: configuration.origin, release: identity.releases?.head, configurationDigest: identity.configurationDigest,
                    checkpoint: package.checkpoint)
            },
            admitParty: { _ in true })
        settings.releases = identity.releases
        settings.proxied = configuration.outerChannel?.proxied == true ? .allowed : .refused
        settings.clock = { HostClock.now() }
        settings.onEvent = { [logger] in SessionLog.write($0, to: logger) }
        return settings
    }
}
