#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import ControlPlane
import Crypto
import Ledger
import Logging
import Wire

/// Opens, or on the first start creates, the ledger of a control node.
struct LedgerOpening {
    let ledger: ControlLedger
    let alarm: LedgerAlarm
    let assetKeys: AssetKeyStore
    let ledgerKeys: LedgerKeys
    /// Salts the commitments to inline inputs; the same after a restart.
    let inputSalt: SymmetricKey
    /// The size of the snapshot from which the ledger was opened.
    let snapshot: UInt64?

    init(
        configuration: NodeConfiguration, store: any LedgerStore, sealer: any KeySealer, witnesses: WitnessQuorum?,
        received: HandOver? = nil, recovered: RecoveredKeys? = nil, logger: Logger
    ) async throws {
        let clock = witnesses?.clock ?? LedgerClock()
        // Only a quorum says what time it is. Without one the host may move the time forward, here and nowhere else.
        if witnesses?.policy.mode != .quorum { clock.raise(to: HostClock.now()) }
        let origin = try LedgerOrigin(configuration.origin)
        let file = LedgerKeyFile(path: configuration.state + "/ledger.keys", sealer: sealer)
        let alarm = LedgerAlarm(folder: configuration.state, logger: logger)
        self.alarm = alarm
        let succession = KeySuccession(folder: configuration.state, origin: origin, sealer: sealer)
        if let received { try succession.write(received, alarm) } else { try succession.finish() }
        var state = State()
        let journal: Journal
        let opened = recovered != nil || file.exists
        if opened {
            let keys = try recovered?.keys ?? file.load(origin: origin)
            ledgerKeys = keys
            try Self.show(keys, origin, to: logger)
            var known = recovered?.seen ?? []
            if let alarmed = try alarm.remembered(key: try keys.checkpointKey(origin: origin)) { known.append(alarmed) }
            let seen = known.max { $0.size < $1.size }
            let log = try await Journal.open(
                store: store, keys: keys, origin: origin, remembered: seen, witnesses: witnesses, clock: clock,
                as: ReplayedState.self)
            (journal, state, snapshot) = (log.journal, log.contents.state, log.snapshot)
            for refusal in log.refusedSnapshots {
                logger.warning("a snapshot of the ledger was not used", metadata: ["reason": "\(refusal)"])
            }
            if let recovered {
                // Before anything of the state is used: an older history, or another set of holders, ends here.
                for checkpoint in recovered.seen { _ = try await journal.compare(with: checkpoint) }
                try recovered.check(recorded: state.recovery)
            }
            if seen != nil { alarm.settle() }
            let policy = try configuration.witnesses?.policy() ?? .off
            if let began = state.configuration?.witnessPolicy, began != policy.name {
                throw NodeError("the ledger began under the witness policy \(began), and the configuration says \(policy.name)")
            }
            let entries = try journal.size
            logger.info(
                "the ledger is open",
                metadata: [
                    "entries": "\(entries)", "epoch": "\(journal.epoch)", "snapshot": "\(snapshot.map(String.init) ?? "none")",
                    "time": "\(clock.now)",
                ])
        } else {
            let keys = try LedgerKeys(applicationSecret: SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
            ledgerKeys = keys
            try file.create(keys, origin: origin)
            try Self.show(keys, origin, to: logger)
            snapshot = nil
            journal = try await Journal.create(store: store, keys: keys, origin: origin, witnesses: witnesses, clock: clock)
            logger.info("a new ledger was made", metadata: ["origin": "\(origin)"])
        }
        inputSalt = ledgerKeys.withApplicationSecret { secret in
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: secret), info: Array("cloister/input-salt/v1".utf8), outputByteCount: 32)
        }
        let assets = configuration.state + "/assets.keys"
        if recovered != nil, try AssetKeyStore.removeForeign(path: assets, sealer: sealer) {
            logger.warning(
                "the asset keys were sealed by another platform or by other software, and are gone: recovery restores the ledger")
        }
        assetKeys = try AssetKeyStore(path: assets, origin: origin, sealer: sealer, isKnown: { state.hasAsset($0) })
        succession.discard()
        if opened, !assetKeys.existed {
            logger.warning("there is no store of asset keys: no asset that was registered earlier can be used until it is put back")
        }
        ledger = try ControlLedger(journal: journal, state: state)
    }

    // Before the ledger is open: witnesses must know the key, and an opening may need them.
    private static func show(_ keys: LedgerKeys, _ origin: LedgerOrigin, to logger: Logger) throws {
        let key = try keys.checkpointKey(origin: origin)
        logger.info("witnesses know the ledger by its verifier key", metadata: ["key": "\(key)"])
    }
}

extension ControlLedger {
    /// Writes the operator's configuration as the first event of a new ledger. A ledger keeps the one it began with.
    func configure(_ configuration: NodeConfiguration) async throws {
        guard try await read({ state, _ in state.configuration == nil }) else { return }
        let keys = configuration.admins.compactMap { [UInt8](hex: $0) }
        guard keys.count == configuration.admins.count else { throw NodeError("a signing key in admins is not hexadecimal") }
        // One event must fit into one ledger entry.
        var limits = Limits()
        limits.payloadBytes = UInt64(LedgerRecord.maximumBytes) * 3 / 4
        try await submit(
            .configure(
                Configuration(
                    ledgerOrigin: configuration.origin, adminKeys: Set(keys), isRegistrationOpen: configuration.openRegistration,
                    jailProfiles: ["standard"], witnessPolicy: try configuration.witnesses?.policy().name ?? WitnessPolicy.off.name,
                    limits: limits)), by: .system)
    }
}
