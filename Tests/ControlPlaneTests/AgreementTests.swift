import ControlPlane
import Testing
import Wire

@Suite struct AgreementTests {
    @Test func `An agreement is active when every required party has signed, and not before`() throws {
        var story = try Story(isSigned: false)
        let required = [story.world.business.id, story.world.modelOwner.id, story.world.functionOwner.id].sorted()
        let view = try story.world.state.agreement(story.agreement, visibleTo: story.world.business.actor, at: story.world.now)
        #expect(view.participants.map(\.party) == required)
        #expect(view.status == .proposed && view.awaitsSignature(of: story.world.modelOwner.id))
        let run = Command.admitRun(story.agreement, run: .random(), inputs: [Story.inline()])
        #expect(story.world.refusal(of: run, by: story.world.business.actor)?.reason == .agreementNotSigned)
        try story.world.sign(story.terms, by: story.world.modelOwner)
        #expect(story.world.refusal(of: run, by: story.world.business.actor)?.reason == .agreementNotSigned)
        try story.world.sign(story.terms, by: story.world.functionOwner)
        _ = try story.admit()
    }

    @Test func `[53] One participant cannot sign for another, nor twice, and who has no part cannot sign at all`() throws {
        var story = try Story(isSigned: false)
        let theirs = try story.world.modelOwner.sign(story.terms).signature
        let forged = Command.signAgreement(story.agreement, signature: theirs)
        #expect(story.world.refusal(of: forged, by: story.world.functionOwner.actor)?.reason == .signatureInvalid)
        let again = Command.signAgreement(story.agreement, signature: try story.world.business.sign(story.terms).signature)
        #expect(story.world.refusal(of: again, by: story.world.business.actor)?.reason == .alreadySigned)
        let outside = Command.signAgreement(story.agreement, signature: try story.world.stranger.sign(story.terms).signature)
        #expect(story.world.refusal(of: outside, by: story.world.stranger.actor)?.reason == .notFound)
        #expect(story.world.refusal(of: outside, by: story.world.admin.actor)?.reason == .notFound)
        let view = try story.world.state.agreement(story.agreement, visibleTo: story.world.business.actor, at: story.world.now)
        #expect(view.participants.filter { $0.signature != nil }.map(\.party) == [story.world.business.id])
    }

    @Test func `[52] A signature over other terms does not count: whatever is changed is another agreement`() throws {
        var story = try Story(isSigned: false)
        var variants: [AgreementTerms] = []
        var terms = story.terms
        terms.limits.runs += 1
        variants.append(terms)
        terms = story.terms
        terms.outputs = [BoundOutput(slot: "labels", recipients: [story.world.stranger.recipient])]
        variants.append(terms)
        terms = story.terms
        terms.parameters = [ParameterValue(name: "top", value: "1000")]
        variants.append(terms)
        terms = story.terms
        terms.function = try story.world.manifest(version: "6.6.6").functionDigest
        variants.append(terms)
        for variant in variants {
            #expect(variant.id != story.agreement)
            let signature = try story.world.modelOwner.sign(variant).signature
            let command = Command.signAgreement(story.agreement, signature: signature)
            #expect(story.world.refusal(of: command, by: story.world.modelOwner.actor)?.reason == .signatureInvalid)
        }
        let unlabelled = try story.world.modelOwner.sign(story.terms.wireBytes)
        let command = Command.signAgreement(story.agreement, signature: unlabelled)
        #expect(story.world.refusal(of: command, by: story.world.modelOwner.actor)?.reason == .signatureInvalid)
    }

    @Test func `[50] An asset's owner is told before its consent counts that its policy does not allow the function`() throws {
        var world = try World()
        let function = try world.registerFunction()
        let other = try world.manifest(version: "2.0.0").functionDigest
        let model = try world.registerAsset(world.asset("Model", owner: world.modelOwner, functions: [other]), by: world.modelOwner)
        let large = try world.registerAsset(
            world.asset("Large", owner: world.modelOwner, functions: [function], length: 10_001), by: world.modelOwner)
        let terms = world.terms(function, model: model)
        _ = try world.propose(terms)
        let sign = Command.signAgreement(terms.id, signature: try world.modelOwner.sign(terms).signature)
        #expect(world.refusal(of: sign, by: world.modelOwner.actor)?.reason == .assetUsageDenied)
        let tooLarge = world.terms(function, model: large, recipients: [world.modelOwner])
        #expect(
            world.refusal(of: .proposeAgreement(try world.modelOwner.sign(tooLarge)), by: world.modelOwner.actor)?.reason == .assetTooLarge)
    }

    @Test func `Malformed proposals are refused with their reason`() throws {
        var story = try Story(isSigned: false)
        let business = story.world.business
        func terms(_ change: (inout AgreementTerms) -> Void) throws -> Command {
            var terms = story.world.terms(story.function, model: story.model, nonce: 10)
            change(&terms)
            return .proposeAgreement(try business.sign(terms))
        }
        let stranger = story.world.stranger
        let cases: [(ReasonCode, Command)] = [
            (.wrongLedger, try terms { $0.ledgerOrigin = "ledger.test/two" }),
            (.slotMismatch, try terms { $0.inputs.removeLast() }),
            (.slotMismatch, try terms { $0.inputs[0].slot = "aaa" }),
            (.slotMismatch, try terms { $0.outputs[0].slot = "other" }),
            (.parameterInvalid, try terms { $0.parameters = [ParameterValue(name: "top", value: "many")] }),
            (.parameterInvalid, try terms { $0.parameters = [ParameterValue(name: "bottom", value: "1")] }),
            (.limitsInvalid, try terms { $0.limits.runs = 0 }),
            (.limitsInvalid, try terms { $0.limits.outputBytes = 0 }),
            (.limitsInvalid, try terms { $0.limits.notAfter = World.start }),
            (.limitsInvalid, try terms { $0.limits.notAfter = .max }),
            (.jailProfileUnknown, try terms { $0.jailProfile = "none" }),
            (.witnessPolicyMismatch, try terms { $0.witnessPolicy = "2-of-3" }),
            (.recipientKeyMismatch, try terms { $0.outputs[0].recipients[0].recipientKeyDigest[0] ^= 1 }),
            (
                .notFound,
                try terms {
                    $0.outputs[0].recipients.append(Recipient(party: stranger.id, recipientKeyDigest: [UInt8](repeating: 0, count: 32)));
                    $0.outputs[0].recipients.sort { $0.party < $1.party }
                }
            ),
            (.multipleProviders, try terms { $0.inputs[0].binding = .provided(by: stranger.id) }),
            (.agreementExists, .proposeAgreement(try business.sign(story.terms))),
        ]
        for (reason, command) in cases { #expect(story.world.refusal(of: command, by: business.actor)?.reason == reason) }
        let foreign = Command.proposeAgreement(
            try story.world.stranger.sign(story.world.terms(story.function, model: story.model, nonce: 10)))
        #expect(story.world.refusal(of: foreign, by: story.world.stranger.actor)?.reason == .notParticipant)
        #expect(story.world.refusal(of: foreign, by: business.actor)?.reason == .signatureInvalid)
    }

    @Test func `Only the proposer withdraws, and only what is not active`() throws {
        var story = try Story(isSigned: false)
        #expect(story.world.refusal(of: .withdrawAgreement(story.agreement), by: story.world.modelOwner.actor)?.reason == .notProposer)
        try story.world.perform(.withdrawAgreement(story.agreement), by: story.world.business.actor)
        let sign = Command.signAgreement(story.agreement, signature: try story.world.modelOwner.sign(story.terms).signature)
        #expect(story.world.refusal(of: sign, by: story.world.modelOwner.actor)?.reason == .agreementWithdrawn)
        let run = Command.admitRun(story.agreement, run: .random(), inputs: [Story.inline()])
        #expect(story.world.refusal(of: run, by: story.world.business.actor)?.reason == .agreementWithdrawn)
        var active = try Story()
        #expect(
            active.world.refusal(of: .withdrawAgreement(active.agreement), by: active.world.business.actor)?.reason
                == .agreementNotProposed)
    }

    @Test(arguments: [0, 1, 2])
    func `[13] Any one participant halts an agreement, and its unfinished runs end with it`(_ who: Int) throws {
        var story = try Story()
        let halter = [story.world.business, story.world.modelOwner, story.world.functionOwner][who]
        let (waiting, running) = (try story.admit(), try story.admit())
        let lease = try story.start(running)
        try story.world.perform(.haltAgreement(story.agreement), by: halter.actor)
        for run in [waiting, running] {
            #expect(try story.world.state.run(run, visibleTo: story.world.business.actor).status == .canceled)
        }
        let executor = Actor.executor(measurement: World.executor)
        #expect(story.world.refusal(of: story.completion(running, lease), by: executor)?.reason == .runFinished)
        let run = Command.admitRun(story.agreement, run: .random(), inputs: [Story.inline()])
        #expect(story.world.refusal(of: run, by: story.world.business.actor)?.reason == .agreementHalted)
        #expect(story.world.refusal(of: .haltAgreement(story.agreement), by: halter.actor)?.reason == .agreementHalted)
    }

    @Test func `[134] An agreement expires with time, which never goes back`() throws {
        var story = try Story()
        let run = try story.admit()
        story.world.now = story.terms.limits.notAfter
        let admit = Command.admitRun(story.agreement, run: .random(), inputs: [Story.inline()])
        #expect(story.world.refusal(of: admit, by: story.world.business.actor)?.reason == .agreementExpired)
        let start = Command.startRun(run, executor: World.executor, nonce: 1)
        #expect(story.world.refusal(of: start, by: .system)?.reason == .agreementExpired)
        try story.world.perform(.failRun(run, lease: nil, failure: RunFailure(code: .agreementEnded)), by: .system)
        story.world.now = World.start
        #expect(story.world.refusal(of: admit, by: story.world.business.actor)?.reason == .agreementExpired)
    }

    @Test func `[45] An expired agreement is forgotten late, and can never be proposed again`() throws {
        var story = try Story()
        let run = try story.admit()
        try story.world.perform(.cancelRun(run), by: story.world.business.actor)
        try story.world.perform(.forgetExpired(atMost: 10), by: .system)
        story.world.now = story.terms.limits.notAfter
        try story.world.perform(.forgetExpired(atMost: 10), by: .system)
        #expect(try story.world.state.statistics(visibleTo: .system).agreements == 1)
        story.world.now += Limits().requestSeconds
        try story.world.perform(.forgetExpired(atMost: 10), by: .system)
        #expect(try story.world.state.statistics(visibleTo: .system).agreements == 0)
        #expect(try story.world.state.statistics(visibleTo: .system).runs == 0)
        let propose = Command.proposeAgreement(try story.world.business.sign(story.terms))
        #expect(story.world.refusal(of: propose, by: story.world.business.actor)?.reason == .limitsInvalid)
    }

    @Test func `[54] A deleted function is hidden, and agreements keep the digest that they pin`() throws {
        var story = try Story()
        try story.world.perform(.deleteFunction(story.function), by: story.world.functionOwner.actor)
        let stranger = story.world.stranger.actor
        #expect(throws: Refusal.notFound) { try story.world.state.function(story.function, visibleTo: stranger) }
        #expect(try story.world.state.functions(visibleTo: stranger, limit: 10).items.isEmpty)
        #expect(try story.world.state.function(story.function, visibleTo: story.world.business.actor).isDeleted)
        let run = try story.admit()
        #expect(story.world.state.context(of: run)?.payload == World.payload)
    }

    @Test func `A disabled function runs nowhere until its owner enables it`() throws {
        var story = try Story()
        let waiting = try story.admit()
        try story.world.perform(.disableFunction(story.function), by: story.world.functionOwner.actor)
        let admit = Command.admitRun(story.agreement, run: .random(), inputs: [Story.inline()])
        #expect(story.world.refusal(of: admit, by: story.world.business.actor)?.reason == .functionDisabled)
        let start = Command.startRun(waiting, executor: World.executor, nonce: 1)
        #expect(story.world.refusal(of: start, by: .system)?.reason == .functionDisabled)
        #expect(
            story.world.refusal(of: .disableFunction(story.function), by: story.world.functionOwner.actor)?.reason
                == .functionStateUnchanged)
        try story.world.perform(.enableFunction(story.function), by: story.world.functionOwner.actor)
        _ = try story.start(waiting)
    }
}
