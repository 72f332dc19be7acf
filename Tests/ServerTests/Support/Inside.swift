import ControlAPI
import ControlPlane
import Crypto
import Foundation
import Ledger
import Logging
import SealedData
import Testing
import Wire

@testable import Server

/// The inside of a control node, without network and executors: a ledger in memory, its dispatcher, and an agreement about a sealed model.
struct Inside: Sendable {
    static let origin = "ledger.test/inside"
    static let measurement = "software-tee:ab12"

    let ledger: ControlLedger
    let dispatcher: RunDispatcher
    let store: CiphertextStore
    let keys: AssetKeyStore
    let intake = IntakeKeys()
    let business: Member
    let modelOwner: Member
    let functionOwner: Member
    let admin: Member

    /// Lends a node whose journal writes.
    static func with(
        limits: StorageLimits = StorageLimits(), clock: LedgerClock = LedgerClock(), _ body: @Sendable (Inside) async throws -> Void
    ) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/inside-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let assetKeys = try AssetKeyStore(
            path: path + "/assets.keys", origin: LedgerOrigin(origin), sealer: FixedSealer(), isKnown: { _ in false })
        let journal = try await Journal.create(
            store: MemoryLedgerStore(), keys: LedgerKeys(applicationSecret: [1]), origin: LedgerOrigin(origin), clock: clock)
        try await journal.whileRunning {
            let inside = try Inside(journal: journal, blobs: BlobDirectory(path: path + "/blobs"), keys: assetKeys, limits: limits)
            try await inside.register()
            try await body(inside)
        }
    }

    private init(journal: Journal, blobs: BlobDirectory, keys: AssetKeyStore, limits: StorageLimits) throws {
        ledger = try ControlLedger(journal: journal, state: State())
        store = CiphertextStore(blobs: blobs, ledger: ledger, limits: limits)
        self.keys = keys
        dispatcher = RunDispatcher(
            ledger: ledger, watchers: RunWatchers(), inline: InlineInputs(salt: SymmetricKey(size: .bits256)), blobs: blobs,
            keys: keys, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        (business, modelOwner) = (try Member("business", roles: [.dataOwner]), try Member("model owner", roles: [.dataOwner]))
        (functionOwner, admin) = (try Member("function owner", roles: [.functionOwner]), try Member("administrator", roles: [.admin]))
    }

    private func register() async throws {
        try await ledger.submit(
            .configure(
                Configuration(
                    ledgerOrigin: Self.origin, adminKeys: [admin.registration.signingKey], isRegistrationOpen: true,
                    jailProfiles: ["standard"], witnessPolicy: "off")), by: .system)
        for member in [business, modelOwner, functionOwner, admin] {
            try await ledger.submit(.registerParty(try member.sign(member.registration)), by: member.newcomer, key: .random())
        }
    }

    /// An agreement that everybody has signed, and the model that it names.
    struct Deal: Sendable {
        let agreement: AgreementID
        let model: AssetID
        let modelDigest: [UInt8]
    }

    func agree(version: String = "1.0.0") async throws -> Deal {
        let (salt, payload) = ([UInt8](repeating: 7, count: FunctionManifest.saltBytes), [UInt8(1)])
        let manifest = FunctionManifest(
            name: "classifier", version: version, owner: functionOwner.id, runtime: .onnx,
            payloadCommitment: FunctionManifest.commitment(salt: salt, payload: payload), parameters: [],
            inputs: [InputSlot(name: "model", maximumBytes: 1 << 20, isModel: true), InputSlot(name: "photo", maximumBytes: 1_000)],
            outputs: [OutputSlot(name: "labels", maximumBytes: 1 << 20)], audience: .everyone)
        try await ledger.submit(
            .registerFunction(try functionOwner.sign(manifest), salt: salt, payload: payload), by: functionOwner.actor, key: .random())
        let model = try asset("model", of: modelOwner, content: Array("model \(version)".utf8), functions: [try manifest.functionDigest])
        _ = try store.blobs.write(Array("model \(version)".utf8))
        try await register(model, of: modelOwner)
        let terms = AgreementTerms(
            nonce: (0..<16).map { _ in .random(in: .min ... .max) }, ledgerOrigin: Self.origin, function: try manifest.functionDigest,
            inputs: [
                BoundInput(slot: "model", binding: .asset(model.id)), BoundInput(slot: "photo", binding: .provided(by: business.id)),
            ],
            outputs: [
                BoundOutput(
                    slot: "labels",
                    recipients: [Recipient(party: business.id, recipientKeyDigest: business.registration.recipientKeyDigest)])
            ], parameters: [],
            limits: AgreementLimits(runs: 100, notAfter: ledger.clock.now + 3_600, inputBytes: 2 << 20, outputBytes: 1 << 20),
            jailProfile: "standard", witnessPolicy: "off")
        try await ledger.submit(.proposeAgreement(try business.sign(terms)), by: business.actor, key: .random())
        for member in [modelOwner, functionOwner] {
            try await ledger.submit(.signAgreement(terms.id, signature: try member.sign(terms).signature), by: member.actor, key: .random())
        }
        return Deal(agreement: terms.id, model: model.id, modelDigest: model.ciphertextDigest)
    }

    /// A registration whose key the node holds; the content stands for a ciphertext.
    func asset(_ name: String, of owner: Member, content: [UInt8], functions: Set<FunctionDigest> = []) throws -> AssetRegistration {
        let key = DataKey()
        var asset = AssetRegistration(
            ledgerOrigin: Self.origin, owner: owner.id, name: name, ciphertextDigest: Array(SHA256.hash(data: content)),
            ciphertextLength: UInt64(content.count), plaintextLength: UInt64(content.count), keyCommitment: key.commitment,
            usage: UsagePolicy(functions: functions), release: ReleasePolicy(measurements: [Self.measurement]), wrappedKey: [])
        let info = asset.keyInfo(ledgerOrigin: Self.origin, ownerSigningKey: owner.registration.signingKey)
        asset.wrappedKey = try Envelope.seal(key, to: intake.offer(to: owner.id), info: info).wireBytes
        try keys.add(key, of: asset.id)
        return asset
    }

    func register(_ asset: AssetRegistration, of owner: Member) async throws {
        try await ledger.submit(.registerAsset(try owner.sign(asset), blobPresent: true), by: owner.actor, key: .random())
    }

    /// Admits a run with its inline photograph; nobody starts it.
    func admit(under deal: Deal) async throws -> RunID {
        let id = RunID.random()
        let photo: [UInt8] = [1, 2, 3]
        #expect(dispatcher.inline.keep(["photo": photo], for: id, of: business.id))
        let input = RunInput(
            slot: "photo", source: .inline(commitment: [UInt8](repeating: 1, count: 32), byteCount: UInt64(photo.count)))
        try await ledger.submit(.admitRun(deal.agreement, run: id, inputs: [input]), by: business.actor, key: .random())
        return id
    }

    /// An executor that never answers by itself, and what it is told.
    func attach(capacity: Int) throws -> (member: ExecutorPool.Member, told: Told) {
        let (stream, outbound) = AsyncStream.makeStream(of: Cloister_V1_AttachResponse.self)
        let member = dispatcher.pool.attach(
            measurement: Self.measurement, recipientKey: try RecipientPrivateKey().publicKey, capacity: capacity, outbound: outbound)
        return (member, Told(stream: stream, outbound: outbound))
    }

    /// A run as its requester sees it.
    func run(_ id: RunID) async throws -> RunView {
        try await ledger.read { state, _ in try state.run(id, visibleTo: business.actor) }
    }

    /// The lease under which a run is worked on.
    func lease(of id: RunID) async throws -> Lease? { try await ledger.read { state, _ in state.context(of: id)?.lease } }
}
