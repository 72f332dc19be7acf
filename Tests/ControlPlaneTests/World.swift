import ControlPlane
import Crypto
import Testing
import Wire

/// A party with keys made from a seed, so that its identifiers are the same in every run of the tests.
struct TestParty: Sendable {
    let key: P256.Signing.PrivateKey
    let registration: PartyRegistration

    init(_ name: String, seed: UInt8, roles: Set<Role> = []) throws {
        key = try P256.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: seed, count: 32))
        let recipient = try XWingMLKEM768X25519.PrivateKey(seedRepresentation: [UInt8](repeating: seed, count: 32), publicKey: nil)
        registration = PartyRegistration(
            name: name, roles: roles, signingKey: Array(key.publicKey.x963Representation),
            recipientKey: Array(recipient.publicKey.rawRepresentation))
    }

    var id: PartyID { registration.id }
    var actor: Actor { .party(id) }
    var newcomer: Actor { .unregistered(signingKey: registration.signingKey) }
    var recipient: Recipient { Recipient(party: id, recipientKeyDigest: registration.recipientKeyDigest) }

    func sign(_ message: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: message).rawRepresentation) }
    func sign<Body: DocumentBody>(_ body: Body) throws -> SignedDocument<Body> { try SignedDocument(body, signing: sign) }
}

/// The story of the documents: a business, a model owner, a function owner, an administrator, and others who have no part in it.
struct World {
    static let origin = "ledger.test/one"
    static let executor = "software-tee:ab12"
    static let start: UInt64 = 1_000_000

    let business: TestParty
    let modelOwner: TestParty
    let functionOwner: TestParty
    let admin: TestParty
    let auditor: TestParty
    let stranger: TestParty

    var state = State()
    var events: [Event] = []
    var now = World.start
    private var counter: UInt64 = 0

    init(isRegistrationOpen: Bool = true, limits: Limits = Limits()) throws {
        business = try TestParty("Corner Shop", seed: 1, roles: [.dataOwner])
        modelOwner = try TestParty("Company B", seed: 2, roles: [.dataOwner])
        functionOwner = try TestParty("Company C", seed: 3, roles: [.functionOwner])
        admin = try TestParty("Company A", seed: 4, roles: [.admin])
        auditor = try TestParty("Auditor", seed: 5, roles: [.auditor])
        stranger = try TestParty("Stranger", seed: 6, roles: [.dataOwner, .functionOwner])
        let configuration = Configuration(
            ledgerOrigin: World.origin, adminKeys: [admin.registration.signingKey, auditor.registration.signingKey],
            isRegistrationOpen: isRegistrationOpen, jailProfiles: ["standard"], witnessPolicy: "off", limits: limits)
        try perform(.configure(configuration), by: .system)
        guard isRegistrationOpen else { return }
        for party in everyone { try register(party) }
    }

    var everyone: [TestParty] { [business, modelOwner, functionOwner, admin, auditor, stranger] }

    /// A key that no request has used.
    mutating func freshKey() -> IdempotencyKey {
        counter += 1
        return Self.key(counter)
    }

    static func key(_ number: UInt64) -> IdempotencyKey {
        var writer = ByteWriter()
        writer.u64(0)
        writer.u64(number)
        guard let key = try? IdempotencyKey(bytes: writer.bytes) else { preconditionFailure("sixteen bytes are a key") }
        return key
    }

    @discardableResult
    mutating func perform(_ command: Command, by actor: Actor, key: IdempotencyKey? = nil) throws -> Outcome {
        let decision = try state.decide(command, by: actor, key: key ?? freshKey(), at: now)
        for event in decision.events {
            try state.apply(event)
            events.append(event)
        }
        return decision.outcome
    }

    /// The reason of a command's refusal; fails the test if the command is accepted.
    mutating func refusal(of command: Command, by actor: Actor, key: IdempotencyKey? = nil) -> Refusal? {
        do {
            _ = try state.decide(command, by: actor, key: key ?? freshKey(), at: now)
            Issue.record("The command was accepted: \(command)")
            return nil
        } catch {
            return error
        }
    }

    mutating func register(_ party: TestParty) throws {
        try perform(.registerParty(try party.sign(party.registration)), by: party.newcomer)
    }

    static let salt = [UInt8](repeating: 7, count: 32)
    static let payload = Array("{\"pipeline\": []}".utf8)

    func manifest(
        version: String = "1.0.0", owner: TestParty? = nil, audience: Audience = .everyone, payload: [UInt8] = World.payload
    ) -> FunctionManifest {
        FunctionManifest(
            name: "image-classifier", version: version, owner: (owner ?? functionOwner).id, runtime: .onnx,
            payloadCommitment: FunctionManifest.commitment(salt: Self.salt, payload: payload),
            parameters: [ParameterSpec(name: "top", kind: .integer, defaultValue: "5")],
            inputs: [
                InputSlot(name: "photo", maximumBytes: 1_000), InputSlot(name: "model", maximumBytes: 10_000, isModel: true),
            ],
            outputs: [OutputSlot(name: "labels", maximumBytes: 500)], audience: audience)
    }

    @discardableResult
    mutating func registerFunction(_ manifest: FunctionManifest? = nil, by owner: TestParty? = nil) throws -> FunctionDigest {
        let manifest = manifest ?? self.manifest()
        let owner = owner ?? functionOwner
        try perform(.registerFunction(try owner.sign(manifest), salt: Self.salt, payload: Self.payload), by: owner.actor)
        return try manifest.functionDigest
    }

    func asset(
        _ name: String, owner: TestParty, functions: Set<FunctionDigest>, length: UInt64 = 400, measurements: Set<String> = [World.executor]
    ) -> AssetRegistration {
        AssetRegistration(
            ledgerOrigin: Self.origin, owner: owner.id, name: name, ciphertextDigest: [UInt8](repeating: 1, count: 32),
            ciphertextLength: length + 56, plaintextLength: length, keyCommitment: [UInt8](repeating: 2, count: 32),
            usage: UsagePolicy(functions: functions), release: ReleasePolicy(measurements: measurements),
            wrappedKey: [UInt8](repeating: 3, count: 1_200))
    }

    @discardableResult
    mutating func registerAsset(_ registration: AssetRegistration, by owner: TestParty, blobPresent: Bool = true) throws -> AssetID {
        try perform(.registerAsset(try owner.sign(registration), blobPresent: blobPresent), by: owner.actor)
        return registration.id
    }

    func terms(
        _ function: FunctionDigest, model: AssetID, runs: UInt32 = 3, notAfter: UInt64? = nil, nonce: UInt8 = 9,
        parameters: [ParameterValue] = [], provider: TestParty? = nil, recipients: [TestParty]? = nil
    ) -> AgreementTerms {
        AgreementTerms(
            nonce: [UInt8](repeating: nonce, count: 16), ledgerOrigin: Self.origin, function: function,
            inputs: [
                BoundInput(slot: "photo", binding: .provided(by: (provider ?? business).id)),
                BoundInput(slot: "model", binding: .asset(model)),
            ],
            outputs: [BoundOutput(slot: "labels", recipients: (recipients ?? [business]).map(\.recipient))], parameters: parameters,
            limits: AgreementLimits(runs: runs, notAfter: notAfter ?? World.start + 1_000, inputBytes: 5_000, outputBytes: 400),
            jailProfile: "standard", witnessPolicy: "off")
    }

    mutating func propose(_ terms: AgreementTerms, by proposer: TestParty? = nil) throws -> AgreementID {
        let proposer = proposer ?? business
        try perform(.proposeAgreement(try proposer.sign(terms)), by: proposer.actor)
        return terms.id
    }

    mutating func sign(_ terms: AgreementTerms, by party: TestParty) throws {
        try perform(.signAgreement(terms.id, signature: try party.sign(terms).signature), by: party.actor)
    }
}

/// A world with the story's function, model and active agreement.
struct Story {
    var world: World
    let function: FunctionDigest
    let model: AssetID
    let terms: AgreementTerms

    var agreement: AgreementID { terms.id }

    init(runs: UInt32 = 3, limits: Limits = Limits(), recipients: ((World) -> [TestParty])? = nil, isSigned: Bool = true) throws {
        world = try World(limits: limits)
        function = try world.registerFunction()
        model = try world.registerAsset(
            world.asset("EfficientNet", owner: world.modelOwner, functions: [function], length: 4_500), by: world.modelOwner)
        terms = world.terms(function, model: model, runs: runs, recipients: recipients?(world))
        _ = try world.propose(terms)
        guard isSigned else { return }
        try world.sign(terms, by: world.modelOwner)
        try world.sign(terms, by: world.functionOwner)
        for party in recipients?(world) ?? [] where ![world.business.id, world.modelOwner.id, world.functionOwner.id].contains(party.id) {
            try world.sign(terms, by: party)
        }
    }

    static func inline(_ byteCount: UInt64 = 100, slot: String = "photo", fill: UInt8 = 5) -> RunInput {
        RunInput(slot: slot, source: .inline(commitment: [UInt8](repeating: fill, count: 32), byteCount: byteCount))
    }

    mutating func admit(
        _ inputs: [RunInput] = [Story.inline()], by party: TestParty? = nil, key: IdempotencyKey? = nil
    ) throws -> RunID {
        let command = Command.admitRun(agreement, run: .random(), inputs: inputs)
        guard case .run(let id) = try world.perform(command, by: (party ?? world.business).actor, key: key) else {
            throw Unexpected()
        }
        return id
    }

    mutating func start(_ run: RunID, nonce: UInt64 = 77) throws -> Lease {
        let command = Command.startRun(run, executor: World.executor, nonce: nonce)
        guard case .lease(_, let lease) = try world.perform(command, by: .system) else { throw Unexpected() }
        return lease
    }

    static func output(_ slot: String = "labels", _ content: String = "sealed labels", plaintext: UInt64 = 5) -> RunOutput {
        let bytes = Array(content.utf8)
        return RunOutput(
            slot: slot, ciphertextDigest: Array(SHA256.hash(data: bytes)), ciphertextLength: UInt64(bytes.count),
            plaintextLength: plaintext, inline: bytes)
    }

    func keys() -> [OutputKey] {
        terms.outputs.flatMap { output in
            output.recipients.map { OutputKey(slot: output.slot, recipient: $0.party, envelope: [1, 2, 3]) }
        }
    }

    func completion(_ run: RunID, _ lease: Lease, _ content: String = "sealed labels") -> Command {
        .completeRun(run, lease: lease, outputs: [Self.output("labels", content)], keys: keys())
    }

    mutating func complete(_ run: RunID, _ lease: Lease) throws {
        try world.perform(completion(run, lease), by: .executor(measurement: World.executor))
    }

    struct Unexpected: Error {}
}
