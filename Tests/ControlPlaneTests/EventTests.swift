import ControlPlane
import Testing
import Wire

@Suite struct EventTests {
    /// A history with every kind of event in it.
    static func history() throws -> World {
        var story = try Story(runs: 20, isSigned: false)
        try story.world.sign(story.terms, by: story.world.modelOwner)
        try story.world.sign(story.terms, by: story.world.functionOwner)
        let photo = try story.world.registerAsset(
            story.world.asset("Photo", owner: story.world.business, functions: [story.function]), by: story.world.business,
            blobPresent: false)
        try story.world.perform(.recordBlob(photo), by: .system)
        try story.world.perform(.handOverKeys(to: "software-tee:cd34"), by: .system)
        try story.world.perform(.setRecovery(Self.recovery(generation: 1)), by: .system)
        try story.world.perform(.recoverKeys(generation: 1, holders: [1, 3]), by: .system)
        let first = try story.admit([RunInput(slot: "photo", source: .asset(photo))])
        let lost = try story.start(first)
        try story.world.perform(.requeueRun(first, lease: lost), by: .system)
        try story.complete(first, try story.start(first))
        let second = try story.admit()
        let detail = RunFailure.Detail(slot: "photo", owner: story.world.business.id, code: "IMAGE_MALFORMED", sentence: "It is no image.")
        let failure = RunFailure(code: .inputRejected, details: [detail])
        let executor = Actor.executor(measurement: World.executor)
        try story.world.perform(.failRun(second, lease: try story.start(second), failure: failure), by: executor)
        try story.world.perform(.cancelRun(try story.admit()), by: story.world.business.actor)
        try story.world.perform(.suspendParty(story.world.stranger.id), by: story.world.admin.actor)
        try story.world.perform(.reinstateParty(story.world.stranger.id), by: story.world.admin.actor)
        try story.world.perform(.disableFunction(story.function), by: story.world.functionOwner.actor)
        try story.world.perform(.enableFunction(story.function), by: story.world.functionOwner.actor)
        try story.world.perform(.deleteFunction(story.function), by: story.world.functionOwner.actor)
        try story.world.perform(.deleteAsset(photo), by: story.world.business.actor)
        try story.world.perform(.haltAgreement(story.agreement), by: story.world.modelOwner.actor)
        let other = try story.world.registerFunction(story.world.manifest(version: "2.0.0"))
        let terms = story.world.terms(other, model: story.model, nonce: 44)
        _ = try story.world.propose(terms)
        try story.world.perform(.withdrawAgreement(terms.id), by: story.world.business.actor)
        story.world.now += 1_000_000
        try story.world.perform(.forgetExpired(atMost: 100), by: .system)
        return story.world
    }

    /// Two of three holders.
    private static func recovery(generation: UInt64) -> RecoveryRecord {
        RecoveryRecord(
            generation: generation, package: [UInt8](repeating: 7, count: 32), threshold: 2,
            holders: (1...3).map { [UInt8](repeating: $0, count: 32) })
    }

    @Test func `Every event survives its encoding, and replaying them gives an equal state`() throws {
        let world = try Self.history()
        var replayed = State()
        for event in world.events {
            let decoded = try Event(wireBytes: event.wireBytes)
            #expect(decoded == event)
            try replayed.apply(decoded)
        }
        #expect(replayed == world.state && replayed.digest == world.state.digest)
        #expect(Set(world.events.map { $0.wireBytes.count }).count > 10)
    }

    @Test func `[2][102] Every truncation and any extension of an event is refused`() throws {
        for event in try Self.history().events {
            let bytes = event.wireBytes
            // Long events are keys and documents, which DocumentTests truncates at every byte.
            let step = bytes.count > 1_000 ? 17 : 1
            for length in stride(from: 0, to: bytes.count, by: step) {
                #expect(throws: WireError.self) { try Event(wireBytes: Array(bytes.prefix(length))) }
            }
            #expect(throws: WireError.self) { try Event(wireBytes: bytes + [0]) }
        }
    }

    @Test func `[1][102] Every flipped byte of an event is refused or another event`() throws {
        for event in try Self.history().events {
            let bytes = event.wireBytes
            for index in stride(from: 0, to: bytes.count, by: bytes.count > 1_000 ? 17 : 1) {
                for mask: UInt8 in [0x01, 0xff] {
                    var changed = bytes
                    changed[index] ^= mask
                    if let other = try? Event(wireBytes: changed) { #expect(other != event && other.wireBytes == changed) }
                }
            }
        }
    }

    @Test func `[44] An event that cannot follow is refused: twice, out of order, or from another history`() throws {
        let events = try Self.history().events
        for (index, event) in events.enumerated() {
            var state = State()
            for earlier in events[..<index] { try state.apply(earlier) }
            var again = state
            try again.apply(event)
            let isRepeatable =
                switch event.change {
                case .keysHandedOver, .keysRecovered, .partySuspended, .partyReinstated, .functionDisabled, .functionEnabled,
                    .functionDeleted,
                    .assetBlobStored:
                    true
                default: false
                }
            if !isRepeatable { #expect(throws: ReplayError.self) { try again.apply(event) } }
        }
        var state = State()
        #expect(throws: ReplayError.self) { try state.apply(events[1]) }
    }

    @Test func `[47][130] Who can recover the keys is told to every party, and a recovery by others cannot be recorded`() throws {
        var world = try World()
        #expect(throws: Refusal.self) {
            try world.state.decide(.setRecovery(Self.recovery(generation: 2)), by: .system, key: nil, at: world.now)
        }
        let before = world.state
        try world.perform(.setRecovery(Self.recovery(generation: 1)), by: .system)
        let event = try #require(world.events.last)
        let told = before.facts(of: event)
        #expect(Set(told.audience).isSuperset(of: [world.business.id, world.modelOwner.id, world.admin.id]))
        #expect(told.subject == "2-of-3:01010101,02020202,03030303")
        #expect(world.state.recovery == Self.recovery(generation: 1) && world.state.digest != before.digest)
        for (generation, holders): (UInt64, [UInt8]) in [(1, []), (1, [1]), (1, [0, 1]), (1, [1, 4]), (3, [1, 2])] {
            #expect(throws: Refusal.self) {
                try world.state.decide(.recoverKeys(generation: generation, holders: holders), by: .system, key: nil, at: world.now)
            }
        }
        #expect(world.refusal(of: .setRecovery(Self.recovery(generation: 2)), by: world.admin.actor)?.reason == .actorNotAllowed)
        try world.perform(.setRecovery(.ended(generation: 2)), by: .system)
        #expect(throws: Refusal.self) {
            try world.state.decide(.recoverKeys(generation: 1, holders: [1, 2]), by: .system, key: nil, at: world.now)
        }
    }

    @Test func `[128] A hand-over of keys that counts other assets than the policies admit is refused`() throws {
        var world = try World()
        let function = try world.registerFunction()
        try world.registerAsset(world.asset("One", owner: world.business, functions: [function]), by: world.business)
        let both: Set = [World.executor, "software-tee:cd34"]
        let two = try world.registerAsset(
            world.asset("Two", owner: world.modelOwner, functions: [function], measurements: both), by: world.modelOwner)
        #expect(world.state.assets(admitting: "software-tee:cd34") == [two])
        #expect(world.state.assets(admitting: "software-tee:ff").isEmpty)
        let facts = world.state
        try world.perform(.handOverKeys(to: "software-tee:cd34"), by: .system)
        let event = try #require(world.events.last)
        guard case .keysHandedOver("software-tee:cd34", given: 1, withheld: 1) = event.change else {
            return { _ = Issue.record("another change: \(event.change)") }()
        }
        // Whose key stays behind is told; whose goes is not, and administrators are.
        let told = facts.facts(of: event)
        #expect(Set(told.audience) == [world.business.id, world.admin.id] && told.subject == "software-tee:cd34")
        for party in [world.admin, world.business] {
            #expect(world.refusal(of: .handOverKeys(to: "software-tee:cd34"), by: party.actor)?.reason == .actorNotAllowed)
        }
        var bytes = event.wireBytes
        bytes[bytes.count - 1] ^= 3
        var state = facts
        let forged = try Event(wireBytes: bytes)
        #expect(throws: ReplayError.self) { try state.apply(forged) }
    }

    @Test func `The state's digest differs after every event`() throws {
        let events = try Self.history().events
        var (state, digests) = (State(), Set([State().digest]))
        for event in events {
            try state.apply(event)
            #expect(digests.insert(state.digest).inserted)
        }
    }

    @Test func `An identifier reads its own text and nothing else`() throws {
        let id = RunID.random()
        #expect(RunID(id.description) == id && id.description.count == 32)
        #expect(RunID(id.description.uppercased()) == id)
        #expect(RunID("") == nil && RunID("00") == nil && RunID(id.description + "00") == nil)
        #expect(FunctionDigest(id.description) == nil)
    }
}
