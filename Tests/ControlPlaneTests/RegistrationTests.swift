import ControlPlane
import Testing
import Wire

@Suite struct RegistrationTests {
    @Test func `[131] Nobody registers a key that is not its own`() throws {
        var world = try World()
        let other = try TestParty("Other", seed: 20)
        let document = try other.sign(other.registration)
        #expect(world.refusal(of: .registerParty(document), by: world.stranger.actor)?.reason == .notYourDocument)
        let forged = try SignedDocument(other.registration) { try world.admin.sign($0) }
        #expect(world.refusal(of: .registerParty(forged), by: other.newcomer)?.reason == .signatureInvalid)
        #expect(world.refusal(of: .registerParty(forged), by: world.admin.actor)?.reason == .signatureInvalid)
    }

    @Test func `[51] The roles admin and auditor take a key that the configuration names`() throws {
        var world = try World()
        for role in [Role.admin, .auditor] {
            let other = try TestParty("Other", seed: 20, roles: [role])
            #expect(world.refusal(of: .registerParty(try other.sign(other.registration)), by: other.newcomer)?.reason == .roleReserved)
        }
    }

    @Test func `[57] A party registers once, and a repetition is answered alike`() throws {
        var world = try World()
        let other = try TestParty("Other", seed: 20)
        let command = Command.registerParty(try other.sign(other.registration))
        let key = world.freshKey()
        #expect(try world.perform(command, by: other.newcomer, key: key) == .party(other.id))
        let again = try world.state.decide(command, by: other.newcomer, key: key, at: world.now)
        #expect(again.isRepetition && again.outcome == .party(other.id))
        #expect(try world.state.decide(command, by: other.actor, key: key, at: world.now).isRepetition)
        #expect(world.refusal(of: command, by: other.newcomer)?.reason == .partyExists)
    }

    @Test func `Where registration is closed, administrators submit what parties signed`() throws {
        var world = try World(isRegistrationOpen: false)
        let document = try world.business.sign(world.business.registration)
        #expect(world.refusal(of: .registerParty(document), by: world.business.newcomer)?.reason == .registrationClosed)
        try world.register(world.admin)
        try world.perform(.registerParty(document), by: world.admin.actor)
        #expect(try world.state.party(world.business.id, visibleTo: world.business.actor).document == document)
    }

    @Test func `[132] An administrator suspends and reinstates, and can do nothing else to a party`() throws {
        var story = try Story()
        let business = story.world.business
        #expect(story.world.refusal(of: .suspendParty(business.id), by: story.world.modelOwner.actor)?.reason == .roleRequired)
        #expect(story.world.refusal(of: .suspendParty(story.world.admin.id), by: story.world.admin.actor)?.reason == .selfSuspension)
        try story.world.perform(.suspendParty(business.id), by: story.world.admin.actor)
        #expect(story.world.refusal(of: .suspendParty(business.id), by: story.world.admin.actor)?.reason == .partyStateUnchanged)
        let function = story.world.manifest(version: "2.0.0", owner: business)
        let register = Command.registerFunction(try business.sign(function), salt: World.salt, payload: World.payload)
        #expect(story.world.refusal(of: register, by: business.actor)?.reason == .partySuspended)
        #expect(story.world.refusal(of: register, by: business.newcomer)?.reason == .partySuspended)
        try story.world.perform(.haltAgreement(story.agreement), by: business.actor)
        try story.world.perform(.reinstateParty(business.id), by: story.world.admin.actor)
        #expect(story.world.refusal(of: register, by: business.actor)?.reason == .roleRequired)
    }

    @Test func `[54] A version of a function is registered once and never changes`() throws {
        var world = try World()
        let digest = try world.registerFunction()
        let owner = world.functionOwner
        let same = try owner.sign(world.manifest())
        #expect(
            world.refusal(of: .registerFunction(same, salt: World.salt, payload: World.payload), by: owner.actor)?.reason
                == .functionExists)
        let payload = World.payload + [1]
        let other = try owner.sign(world.manifest(payload: payload))
        #expect(world.refusal(of: .registerFunction(other, salt: World.salt, payload: payload), by: owner.actor)?.reason == .versionTaken)
        try world.perform(.deleteFunction(digest), by: owner.actor)
        #expect(world.refusal(of: .registerFunction(other, salt: World.salt, payload: payload), by: owner.actor)?.reason == .versionTaken)
    }

    @Test func `A payload that is not what the manifest commits to, or too long, is refused`() throws {
        var limits = Limits()
        limits.payloadBytes = 64
        var world = try World(limits: limits)
        let owner = world.functionOwner
        let document = try owner.sign(world.manifest())
        let wrong = Command.registerFunction(document, salt: World.salt, payload: [1])
        #expect(world.refusal(of: wrong, by: owner.actor)?.reason == .payloadMismatch)
        let salted = Command.registerFunction(document, salt: Array(World.salt.dropLast()), payload: World.payload)
        #expect(world.refusal(of: salted, by: owner.actor)?.reason == .payloadMismatch)
        let long = [UInt8](repeating: 0, count: 65)
        let large = Command.registerFunction(try owner.sign(world.manifest(payload: long)), salt: World.salt, payload: long)
        #expect(world.refusal(of: large, by: owner.actor)?.reason == .payloadTooLarge)
    }

    @Test func `[51] Functions and assets are registered by their owner, with the role for it`() throws {
        var world = try World()
        let foreign = try world.functionOwner.sign(world.manifest(owner: world.stranger))
        let register = Command.registerFunction(foreign, salt: World.salt, payload: World.payload)
        #expect(world.refusal(of: register, by: world.functionOwner.actor)?.reason == .notYourDocument)
        #expect(world.refusal(of: register, by: world.business.actor)?.reason == .roleRequired)
        let asset = world.asset("Photo", owner: world.business, functions: [])
        let document = try world.business.sign(asset)
        #expect(world.refusal(of: .registerAsset(document, blobPresent: true), by: world.stranger.actor)?.reason == .notYourDocument)
        #expect(world.refusal(of: .registerAsset(document, blobPresent: true), by: world.functionOwner.actor)?.reason == .roleRequired)
        var elsewhere = asset
        elsewhere.ledgerOrigin = "ledger.test/two"
        let wrong = Command.registerAsset(try world.business.sign(elsewhere), blobPresent: true)
        #expect(world.refusal(of: wrong, by: world.business.actor)?.reason == .wrongLedger)
    }

    @Test func `[122] Another party cannot register an asset's envelope as its own under a laxer policy`() throws {
        var story = try Story()
        let original = try story.world.state.asset(story.model, visibleTo: story.world.modelOwner.actor).document.body
        var stolen = original
        stolen.usage.functions = [try story.world.manifest(version: "9.9.9").functionDigest]
        let asOwner = Command.registerAsset(try story.world.stranger.sign(stolen), blobPresent: true)
        #expect(story.world.refusal(of: asOwner, by: story.world.stranger.actor)?.reason == .notYourDocument)
        stolen.owner = story.world.stranger.id
        let info = original.keyInfo(ledgerOrigin: World.origin, ownerSigningKey: story.world.modelOwner.registration.signingKey)
        #expect(stolen.keyInfo(ledgerOrigin: World.origin, ownerSigningKey: story.world.stranger.registration.signingKey) != info)
    }

    @Test func `Every table has its limit`() throws {
        var limits = Limits()
        (limits.parties, limits.functionsPerParty, limits.assetsPerParty, limits.agreementsPerParty) = (6, 1, 1, 1)
        var story = try Story(limits: limits)
        let other = try TestParty("Other", seed: 20)
        #expect(story.world.refusal(of: .registerParty(try other.sign(other.registration)), by: other.newcomer)?.reason == .partyLimit)
        let manifest = try story.world.functionOwner.sign(story.world.manifest(version: "2.0.0"))
        let register = Command.registerFunction(manifest, salt: World.salt, payload: World.payload)
        #expect(story.world.refusal(of: register, by: story.world.functionOwner.actor)?.reason == .functionLimit)
        let asset = try story.world.modelOwner.sign(story.world.asset("Two", owner: story.world.modelOwner, functions: []))
        #expect(
            story.world.refusal(of: .registerAsset(asset, blobPresent: true), by: story.world.modelOwner.actor)?.reason == .assetLimit)
        let terms = try story.world.business.sign(story.world.terms(story.function, model: story.model, nonce: 10))
        #expect(story.world.refusal(of: .proposeAgreement(terms), by: story.world.business.actor)?.reason == .agreementLimit)
    }

    @Test func `A ledger is set up once, and does nothing before`() throws {
        var world = try World()
        let party = world.business
        #expect(throws: Refusal.self) {
            try State().decide(.registerParty(try party.sign(party.registration)), by: party.newcomer, key: World.key(1), at: 0)
        }
        guard let configuration = world.state.configuration else { throw Story.Unexpected() }
        #expect(world.refusal(of: .configure(configuration), by: .system)?.reason == .alreadyConfigured)
        var wrong = configuration
        wrong.limits.payloadBytes = 1 << 60
        #expect(throws: Refusal.self) { try State().decide(.configure(wrong), by: .system, at: 0) }
        wrong = configuration
        wrong.adminKeys = [[1]]
        #expect(throws: Refusal.self) { try State().decide(.configure(wrong), by: .system, at: 0) }
    }
}
