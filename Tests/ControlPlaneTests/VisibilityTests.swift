import ControlPlane
import Testing
import Wire

@Suite struct VisibilityTests {
    /// Objects of a private story, or identifiers that name nothing.
    private struct Objects {
        let function: FunctionDigest
        let asset: AssetID
        let agreement: AgreementID
        let run: RunID
        let party: PartyID
    }

    private enum Kind: CaseIterable { case newcomer, unknownParty, stranger, suspended, admin, auditor, executor, system }

    private struct Setting {
        var story: Story
        let present: Objects
        let absent: Objects
        let lease: Lease
        let suspended: TestParty

        init() throws {
            story = try Story()
            let world = story.world
            suspended = try TestParty("Suspended", seed: 30, roles: [.dataOwner, .functionOwner])
            try story.world.register(suspended)
            try story.world.perform(.suspendParty(suspended.id), by: world.admin.actor)
            let hidden = try story.world.registerFunction(world.manifest(version: "3.0.0", audience: .parties([world.business.id])))
            let photo = try story.world.registerAsset(world.asset("Photo", owner: world.business, functions: []), by: world.business)
            let run = try story.admit()
            lease = try story.start(run)
            present = Objects(function: hidden, asset: photo, agreement: story.agreement, run: run, party: world.business.id)
            let bytes = [UInt8](repeating: 0xee, count: 32)
            let half = Array(bytes.prefix(16))
            absent = Objects(
                function: try FunctionDigest(bytes: bytes), asset: try AssetID(bytes: half), agreement: try AgreementID(bytes: half),
                run: try RunID(bytes: half), party: try PartyID(bytes: half))
        }

        func actor(_ kind: Kind) throws -> Actor {
            switch kind {
            case .newcomer: try TestParty("Newcomer", seed: 31).newcomer
            case .unknownParty: try TestParty("Unknown", seed: 32).actor
            case .stranger: story.world.stranger.actor
            case .suspended: suspended.actor
            case .admin: story.world.admin.actor
            case .auditor: story.world.auditor.actor
            case .executor: .executor(measurement: World.executor)
            case .system: .system
            }
        }

        /// Every command that names an object, and what it comes to for a caller that has no part in the object.
        func commands(_ objects: Objects, by signer: TestParty) throws -> [(name: String, Command, expected: (Kind) -> ReasonCode?)] {
            let world = story.world
            var proposal = world.terms(objects.function, model: story.model, provider: signer, recipients: [signer])
            proposal.nonce[0] ^= 1
            let signature = try signer.sign(story.terms).signature
            let lease = Lease(fence: 999, nonce: 999)
            func byParty(_ suspended: ReasonCode, _ others: ReasonCode = .notFound) -> (Kind) -> ReasonCode? {
                { kind in
                    switch kind {
                    case .newcomer, .unknownParty: .notRegistered
                    case .executor, .system: .actorNotAllowed
                    case .suspended: suspended
                    case .stranger, .admin, .auditor: others
                    }
                }
            }
            func bySystem(_ executor: ReasonCode, _ system: ReasonCode?) -> (Kind) -> ReasonCode? {
                { kind in
                    switch kind {
                    case .newcomer, .unknownParty: .notRegistered
                    case .executor: executor
                    case .system: system
                    case .stranger, .suspended, .admin, .auditor: .actorNotAllowed
                    }
                }
            }
            return [
                ("suspendParty", .suspendParty(objects.party), { $0 == .admin ? nil : byParty(.partySuspended, .roleRequired)($0) }),
                ("reinstateParty", .reinstateParty(objects.party), { $0 == .admin ? nil : byParty(.partySuspended, .roleRequired)($0) }),
                ("disableFunction", .disableFunction(objects.function), byParty(.notFound)),
                ("enableFunction", .enableFunction(objects.function), byParty(.partySuspended)),
                ("deleteFunction", .deleteFunction(objects.function), byParty(.partySuspended)),
                ("recordBlob", .recordBlob(objects.asset), bySystem(.actorNotAllowed, nil)),
                ("deleteAsset", .deleteAsset(objects.asset), byParty(.notFound)),
                ("proposeAgreement", .proposeAgreement(try signer.sign(proposal)), byParty(.partySuspended)),
                ("signAgreement", .signAgreement(objects.agreement, signature: signature), byParty(.partySuspended)),
                ("withdrawAgreement", .withdrawAgreement(objects.agreement), byParty(.notFound)),
                ("haltAgreement", .haltAgreement(objects.agreement), byParty(.notFound)),
                ("admitRun", .admitRun(objects.agreement, run: .random(), inputs: [Story.inline()]), byParty(.partySuspended)),
                ("startRun", .startRun(objects.run, executor: World.executor, nonce: 1), bySystem(.actorNotAllowed, nil)),
                ("completeRun", .completeRun(objects.run, lease: lease, outputs: [], keys: []), bySystem(.staleLease, .staleLease)),
                (
                    "failRun", .failRun(objects.run, lease: lease, failure: RunFailure(code: .executorFailed)),
                    bySystem(.staleLease, .staleLease)
                ),
                ("requeueRun", .requeueRun(objects.run, lease: lease), bySystem(.actorNotAllowed, nil)),
                (
                    "cancelRun", .cancelRun(objects.run),
                    { kind in
                        switch kind {
                        case .newcomer, .unknownParty: .notRegistered
                        case .executor: .actorNotAllowed
                        case .system: nil
                        default: .notFound
                        }
                    }
                ),
            ]
        }

        func signer(_ kind: Kind) -> TestParty {
            switch kind {
            case .admin: story.world.admin
            case .auditor: story.world.auditor
            case .suspended: suspended
            default: story.world.stranger
            }
        }
    }

    @Test func `[48][49] Every command by every kind of caller answers for others' objects exactly as for absent ones`() throws {
        let setting = try Setting()
        for kind in Kind.allCases {
            let signer = setting.signer(kind)
            let (present, absent) = (try setting.commands(setting.present, by: signer), try setting.commands(setting.absent, by: signer))
            for (real, none) in zip(present, absent) {
                guard let expected = real.expected(kind) else { continue }
                let actor = try setting.actor(kind)
                let first = refusal {
                    try setting.story.world.state.decide(real.1, by: actor, key: World.key(.max), at: World.start)
                }
                let second = refusal {
                    try setting.story.world.state.decide(none.1, by: actor, key: World.key(.max), at: World.start)
                }
                #expect(first?.reason == expected, "\(real.name) by \(kind)")
                #expect(first?.message == second?.message && first?.category == second?.category, "\(real.name) by \(kind)")
                #expect(first?.reason == second?.reason, "\(real.name) by \(kind)")
            }
        }
    }

    @Test func `[48][49][55] Every query by every kind of caller answers for others' objects exactly as for absent ones`() throws {
        let setting = try Setting()
        let state = setting.story.world.state
        func queries(_ objects: Objects) -> [(Actor) throws -> Void] {
            [
                { _ = try state.function(objects.function, visibleTo: $0) },
                { _ = try state.asset(objects.asset, visibleTo: $0) },
                { _ = try state.agreement(objects.agreement, visibleTo: $0, at: World.start) },
                { _ = try state.run(objects.run, visibleTo: $0) },
                { _ = try state.runs(visibleTo: $0, of: objects.agreement, limit: 10) },
            ]
        }
        for kind in [Kind.stranger, .suspended] {
            for party in [setting.present.party, setting.absent.party] {
                #expect(throws: Refusal.notFound) { try state.party(party, visibleTo: try setting.actor(kind)) }
            }
        }
        for kind in Kind.allCases {
            let actor = try setting.actor(kind)
            let expected: ReasonCode =
                switch kind {
                case .newcomer, .unknownParty: .notRegistered
                case .executor, .system: .actorNotAllowed
                default: .notFound
                }
            for (real, none) in zip(queries(setting.present), queries(setting.absent)) {
                let first = refusal { try real(actor) }
                let second = refusal { try none(actor) }
                #expect(first?.reason == expected && second?.reason == expected, "\(kind)")
                #expect(first?.message == second?.message && first?.category == second?.category)
            }
        }
    }

    @Test func `[55] An administrator's lists hold nobody's objects, only parties and counts`() throws {
        let setting = try Setting()
        let state = setting.story.world.state
        let admin = setting.story.world.admin.actor
        #expect(try state.parties(visibleTo: admin, limit: 100).items.count == 7)
        #expect(try state.functions(visibleTo: admin, limit: 100).items.map(\.digest) == [setting.story.function])
        #expect(try state.assets(visibleTo: admin, limit: 100).items.isEmpty)
        #expect(try state.agreements(visibleTo: admin, at: World.start, limit: 100).items.isEmpty)
        #expect(try state.runs(visibleTo: admin, limit: 100).items.isEmpty)
        #expect(try state.statistics(visibleTo: admin).runs == 1)
        #expect(throws: Refusal.self) { try state.statistics(visibleTo: setting.story.world.business.actor) }
    }

    @Test func `Parties see those they have to do with`() throws {
        let story = try Story()
        let state = story.world.state
        func ids(_ party: TestParty) throws -> Set<PartyID> {
            Set(try state.parties(visibleTo: party.actor, limit: 100).items.map(\.id))
        }
        let (business, modelOwner, functionOwner) = (story.world.business.id, story.world.modelOwner.id, story.world.functionOwner.id)
        #expect(try ids(story.world.business) == [business, modelOwner, functionOwner])
        #expect(try ids(story.world.stranger) == [story.world.stranger.id, functionOwner])
        #expect(throws: Refusal.notFound) { try state.party(business, visibleTo: story.world.stranger.actor) }
    }

    @Test func `Recipients get their own outputs and keys, the requester without a part in them only their sizes`() throws {
        var story = try Story(recipients: { [$0.auditor] })
        let run = try story.admit()
        try story.complete(run, try story.start(run))
        let recipient = try story.world.state.run(run, visibleTo: story.world.auditor.actor)
        #expect(recipient.outputs.first?.keyEnvelope != nil && recipient.outputs.first?.inline != nil && recipient.inputs.isEmpty)
        let requester = try story.world.state.run(run, visibleTo: story.world.business.actor)
        #expect(requester.outputs.count == 1 && requester.outputs.first?.keyEnvelope == nil && requester.outputs.first?.inline == nil)
        #expect(requester.inputs.count == 1)
        for other in [story.world.modelOwner, story.world.functionOwner] {
            #expect(try story.world.state.run(run, visibleTo: other.actor).outputs.isEmpty)
        }
    }

    @Test func `Pages cover a list once, in order, whatever their size`() throws {
        var story = try Story(runs: 50)
        var runs: [RunID] = []
        for _ in 0..<23 { runs.append(try story.admit()) }
        let actor = story.world.business.actor
        for limit in [1, 2, 7, 22, 23, 24, 100] {
            var (found, cursor): ([RunID], String?) = ([], nil)
            repeat {
                let page = try story.world.state.runs(visibleTo: actor, of: story.agreement, after: cursor, limit: limit)
                #expect(page.items.count <= limit)
                found += page.items.map(\.id)
                cursor = page.next
            } while cursor != nil
            #expect(found == runs)
        }
        for limit in [0, -1, 101] {
            #expect(throws: Refusal.self) { try story.world.state.runs(visibleTo: actor, limit: limit) }
        }
        for cursor in ["", "00", "zz", "ff0000000000000001", String(repeating: "f", count: 18), "000000000000000000000000"] {
            #expect(throws: Refusal.self) { try story.world.state.runs(visibleTo: actor, after: cursor, limit: 10) }
        }
        let end = "00" + String(repeating: "f", count: 16)
        #expect(try story.world.state.runs(visibleTo: actor, after: end, limit: 10).items.isEmpty)
    }

    @Test func `A list over two indexes repeats nothing`() throws {
        var world = try World()
        for version in 1...5 {
            try world.registerFunction(
                world.manifest(version: "\(version).0.0", audience: version.isMultiple(of: 2) ? .everyone : .parties([world.business.id])))
        }
        for (party, count) in [(world.functionOwner, 5), (world.business, 5), (world.stranger, 2)] {
            var (found, cursor): ([FunctionDigest], String?) = ([], nil)
            repeat {
                let page = try world.state.functions(visibleTo: party.actor, after: cursor, limit: 2)
                found += page.items.map(\.digest)
                cursor = page.next
            } while cursor != nil
            #expect(found.count == count && Set(found).count == count)
        }
        let view = try world.state.function(
            owner: world.functionOwner.id, name: "image-classifier", version: "1.0.0", visibleTo: world.business.actor)
        #expect(view.document.body.version == "1.0.0")
        #expect(throws: Refusal.notFound) {
            try world.state.function(
                owner: world.functionOwner.id, name: "image-classifier", version: "1.0.0", visibleTo: world.stranger.actor)
        }
    }

    private func refusal(_ body: () throws -> some Any) -> Refusal? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? Refusal
        }
    }
}
