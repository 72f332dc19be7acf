#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import AttestedSession
import AttestedTransport
import ControlAPI
import FoundationEssentials
import GRPCCore
import Ledger
import Logging
import SealedData
import Wire

/// How a control node of a new release gets the keys from the one that runs (docs/spec/keys.md, "Hand-over").
struct TakeOver {
    let configuration: NodeConfiguration
    let platform: NodePlatform
    let logger: Logger

    /// Appraises the node that runs, is appraised by it, and receives its keys into memory. That node ends then.
    func receive(from endpoint: AttestedTransport.Endpoint) async throws -> HandOver {
        let trust = try NodeTrust(configuration.trust)
        let identity = try await NodeIdentity(
            platform: platform, role: .control, trust: trust, releases: try trust.releases(in: configuration.state, as: .control),
            endorsements: EndorsementFolder(state: configuration.state))
        var settings = SessionInitiatorSettings(
            appraiser: identity.appraiserOfPeers(), responder: .control, credential: .node(identity.evidence, .control),
            ledgerOrigin: configuration.origin)
        settings.appraiser = { identity.appraiserOfPeers() }
        settings.releases = identity.releases
        let key = try RecipientPrivateKey()
        let origin = try LedgerOrigin(configuration.origin)
        let request = Cloister_V1_HandOverRequest.with {
            $0.origin = origin.name
            $0.recipientKey = Data(key.publicKey.rawRepresentation)
        }
        let received = try await AttestedChannel.withChannel(to: endpoint, settings: settings) { client in
            try await Cloister_V1_KeyService.Client(wrapping: client).handOver(request) { response in
                var reception = HandOver.Reception(key: key, origin: origin)
                for try await message in response.messages { try reception.take(try Envelope(wireBytes: Array(message.envelope))) }
                return try reception.finish()
            }
        }
        logger.notice("the keys were received", metadata: ["assets": "\(received.assetKeys.count)"])
        return received
    }
}

/// The key files of a state folder while they pass from one software to another: first both are there under other names, then in their places.
struct KeySuccession {
    let folder: String
    let origin: LedgerOrigin
    let sealer: any KeySealer

    private var ledgerKeys: String { folder + "/ledger.keys" }
    private var assetKeys: String { folder + "/assets.keys" }
    private static let suffix = ".received"

    /// Puts received keys in the place of those that only the earlier software can unseal.
    func write(_ received: HandOver, _ alarm: LedgerAlarm) throws {
        for path in [ledgerKeys, assetKeys] { unlink(path + Self.suffix) }
        try alarm.demand(received.checkpoint)
        try AssetKeyStore.create(path: assetKeys + Self.suffix, origin: origin, sealer: sealer, keys: received.assetKeys)
        try LedgerKeyFile(path: ledgerKeys + Self.suffix, sealer: sealer).create(received.ledgerKeys, origin: origin)
        try finish()
    }

    /// Seals recovered keys of the ledger in the place of those that nobody can unseal; the asset keys stay what they are.
    func write(_ recovered: LedgerKeys) throws {
        discard()
        try LedgerKeyFile(path: ledgerKeys + Self.suffix, sealer: sealer).create(recovered, origin: origin)
        try finish()
    }

    /// Removes what another software received and did not take: this one goes on with its own.
    func discard() { for path in [ledgerKeys, assetKeys] { unlink(path + Self.suffix) } }

    /// Finishes what a crash cut short; keys that another software received are not this one's business.
    func finish() throws {
        let file = LedgerKeyFile(path: ledgerKeys + Self.suffix, sealer: sealer)
        guard file.exists, (try? file.load(origin: origin)) != nil else { return }
        // The ledger's last: until then the other is found again.
        for path in [assetKeys, ledgerKeys] {
            guard rename(path + Self.suffix, path) == 0 || errno == ENOENT else {
                throw NodeError("\(path) cannot be replaced: \(String(cString: strerror(errno)))")
            }
        }
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw NodeError("\(folder) cannot be opened: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw NodeError("\(folder) cannot be made durable: \(String(cString: strerror(errno)))") }
    }
}
