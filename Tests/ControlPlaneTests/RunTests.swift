import ControlPlane
import Testing
import Wire

@Suite struct RunTests {
    private let executor = Actor.executor(measurement: World.executor)

    @Test func `A run goes from admission to its result, and the recipient gets the key`() throws {
        var story = try Story()
        let run = try story.admit()
        #expect(story.world.state.queuedRuns(atMost: 5) == [run])
        let lease = try story.start(run)
        #expect(story.world.state.runningRuns == [run])
        try story.complete(run, lease)
        let view = try story.world.state.run(run, visibleTo: story.world.business.actor)
        #expect(view.status == .succeeded && view.outputs.map(\.slot) == ["labels"])
        #expect(view.outputs.first?.keyEnvelope == [1, 2, 3] && view.outputs.first?.inline == Array("sealed labels".utf8))
        #expect(story.world.state.runningRuns.isEmpty)
    }

    @Test func `The context of a run has everything that executing it takes`() throws {
        var story = try Story()
        let photo = try story.world.registerAsset(
            story.world.asset("Photo", owner: story.world.business, functions: [story.function]), by: story.world.business)
        let run = try story.admit([RunInput(slot: "photo", source: .asset(photo))])
        let context = try #require(story.world.state.context(of: run))
        #expect(context.inputs.map(\.slot.name) == ["photo", "model"])
        #expect(context.inputs.map(\.owner) == [story.world.business.id, story.world.modelOwner.id])
        #expect(context.parameters == [ParameterValue(name: "top", value: "5")])
        #expect(context.recipients.map(\.recipientKey) == [story.world.business.registration.recipientKey])
        guard case .asset(_, let document, let key) = context.inputs[1].source else { throw Story.Unexpected() }
        #expect(document.verify(by: key))
        try story.world.perform(.deleteAsset(story.model), by: story.world.modelOwner.actor)
        #expect(story.world.state.context(of: run) == nil)
    }

    @Test func `[45][96] Each admission is charged once, and nothing is refunded`() throws {
        var story = try Story(runs: 2)
        let first = try story.admit()
        try story.world.perform(.cancelRun(first), by: story.world.business.actor)
        let second = try story.admit()
        let admit = Command.admitRun(story.agreement, run: .random(), inputs: [Story.inline()])
        #expect(story.world.refusal(of: admit, by: story.world.business.actor)?.reason == .agreementExhausted)
        let lease = try story.start(second)
        try story.complete(second, lease)
        let view = try story.world.state.agreement(story.agreement, visibleTo: story.world.business.actor, at: story.world.now)
        #expect(view.charged == 2 && view.status == .exhausted)
    }

    @Test func `[108] A further attempt is charged again, and the lost executor's lease is worth nothing`() throws {
        var story = try Story(runs: 3)
        let run = try story.admit()
        let lost = try story.start(run)
        try story.world.perform(.requeueRun(run, lease: lost), by: .system)
        #expect(story.world.refusal(of: story.completion(run, lost), by: executor)?.reason == .staleLease)
        let current = try story.start(run, nonce: 78)
        #expect(current.fence > lost.fence)
        #expect(story.world.refusal(of: story.completion(run, lost), by: executor)?.reason == .staleLease)
        #expect(story.world.refusal(of: .requeueRun(run, lease: lost), by: .system)?.reason == .staleLease)
        let failure = Command.failRun(run, lease: lost, failure: RunFailure(code: .executorFailed))
        #expect(story.world.refusal(of: failure, by: executor)?.reason == .staleLease)
        try story.complete(run, current)
        let view = try story.world.state.agreement(story.agreement, visibleTo: story.world.business.actor, at: story.world.now)
        #expect(view.charged == 2)
    }

    @Test func `[109] Of two results for one run exactly the first is released`() throws {
        var story = try Story()
        let run = try story.admit()
        let lease = try story.start(run)
        let guess = Lease(fence: lease.fence, nonce: lease.nonce ^ 1)
        #expect(story.world.refusal(of: story.completion(run, guess), by: executor)?.reason == .staleLease)
        #expect(story.world.refusal(of: story.completion(run, lease), by: .executor(measurement: "software-tee:cd"))?.reason == .staleLease)
        try story.complete(run, lease)
        #expect(story.world.refusal(of: story.completion(run, lease, "another sample"), by: executor)?.reason == .runFinished)
        let repetition = try story.world.state.decide(story.completion(run, lease), by: executor, at: story.world.now)
        #expect(repetition.isRepetition && repetition.outcome == .run(run))
        let failure = Command.failRun(run, lease: lease, failure: RunFailure(code: .executorFailed))
        #expect(story.world.refusal(of: failure, by: executor)?.reason == .runFinished)
        #expect(story.world.refusal(of: .requeueRun(run, lease: lease), by: .system)?.reason == .runFinished)
        #expect(story.world.refusal(of: .cancelRun(run), by: story.world.business.actor)?.reason == .runFinished)
        let again = Command.startRun(run, executor: World.executor, nonce: 5)
        #expect(story.world.refusal(of: again, by: .system)?.reason == .runFinished)
    }

    @Test func `[107] Runs whose executors are lost too often, or that cannot be charged again, fail`() throws {
        var story = try Story(runs: 10)
        let run = try story.admit()
        for attempt in 1...3 {
            let lease = try story.start(run, nonce: UInt64(attempt))
            try story.world.perform(.requeueRun(run, lease: lease), by: .system)
        }
        #expect(try story.world.state.run(run, visibleTo: story.world.business.actor).failure == .executorLost)
        var single = try Story(runs: 1)
        let only = try single.admit()
        try single.world.perform(.requeueRun(only, lease: try single.start(only)), by: .system)
        #expect(try single.world.state.run(only, visibleTo: single.world.business.actor).failure == .agreementEnded)
    }

    @Test func `[123] Nothing of a result is readable before it is committed`() throws {
        var story = try Story()
        let run = try story.admit()
        let lease = try story.start(run)
        #expect(try story.world.state.run(run, visibleTo: story.world.business.actor).outputs.isEmpty)
        try story.world.perform(.requeueRun(run, lease: lease), by: .system)
        #expect(try story.world.state.run(run, visibleTo: story.world.business.actor).outputs.isEmpty)
        try story.world.perform(.cancelRun(run), by: story.world.business.actor)
        #expect(try story.world.state.run(run, visibleTo: story.world.business.actor).outputs.isEmpty)
    }

    @Test func `[35] A repeated request is answered with the first run and charged once`() throws {
        var story = try Story()
        let key = story.world.freshKey()
        let run = try story.admit(key: key)
        #expect(try story.admit(key: key) == run)
        let other = Command.admitRun(story.agreement, run: .random(), inputs: [Story.inline(101)])
        #expect(story.world.refusal(of: other, by: story.world.business.actor, key: key)?.reason == .idempotencyKeyReused)
        #expect(
            story.world.refusal(of: .haltAgreement(story.agreement), by: story.world.business.actor, key: key)?.reason
                == .idempotencyKeyReused)
        let lease = try story.start(run)
        try story.complete(run, lease)
        try story.world.perform(.haltAgreement(story.agreement), by: story.world.business.actor)
        #expect(try story.admit(key: key) == run)
        let view = try story.world.state.agreement(story.agreement, visibleTo: story.world.business.actor, at: story.world.now)
        #expect(view.charged == 1)
        // The same key of another party is another request.
        try story.world.perform(.deleteAsset(story.model), by: story.world.modelOwner.actor, key: key)
    }

    @Test func `[35] A request without a key is refused`() throws {
        let story = try Story()
        let command = Command.admitRun(story.agreement, run: .random(), inputs: [Story.inline()])
        #expect(throws: Refusal.self) { try story.world.state.decide(command, by: story.world.business.actor, at: World.start) }
    }

    @Test func `[50] Slots are filled exactly, by the party that provides them, with what is its own`() throws {
        var story = try Story(runs: 50, recipients: { [$0.business, $0.auditor] })
        let world = story.world
        let own = try story.world.registerAsset(
            world.asset("Photo", owner: world.business, functions: [story.function]), by: world.business)
        let denied = try story.world.registerAsset(world.asset("Private", owner: world.business, functions: []), by: world.business)
        let large = try story.world.registerAsset(
            world.asset("Large", owner: world.business, functions: [story.function], length: 1_001), by: world.business)
        let absent = try story.world.registerAsset(
            world.asset("Not uploaded", owner: world.business, functions: [story.function], length: 7), by: world.business,
            blobPresent: false)
        func asset(_ id: AssetID, slot: String = "photo") -> RunInput { RunInput(slot: slot, source: .asset(id)) }
        let cases: [([RunInput], ReasonCode)] = [
            ([], .slotMismatch),
            ([Story.inline(slot: "other")], .slotMismatch),
            ([Story.inline(), Story.inline()], .slotMismatch),
            ([Story.inline(), Story.inline(slot: "zzz")], .slotMismatch),
            ([Story.inline(slot: "model"), Story.inline()], .slotNotYours),
            ([asset(own, slot: "model"), Story.inline()], .slotNotYours),
            ([asset(story.model)], .notFound),
            ([asset(denied)], .assetUsageDenied),
            ([asset(large)], .assetTooLarge),
            ([asset(absent)], .assetUnavailable),
            ([Story.inline(1_001)], .inputTooLarge),
            ([Story.inline(.max)], .inputTooLarge),
            ([Story.inline(501)], .inputTooLarge),
        ]
        for (inputs, reason) in cases {
            let command = Command.admitRun(story.agreement, run: .random(), inputs: inputs)
            #expect(story.world.refusal(of: command, by: story.world.business.actor)?.reason == reason)
        }
        let theirs = Command.admitRun(story.agreement, run: .random(), inputs: [Story.inline()])
        #expect(story.world.refusal(of: theirs, by: story.world.auditor.actor)?.reason == .slotNotYours)
        #expect(story.world.refusal(of: theirs, by: story.world.modelOwner.actor)?.reason == .notAllowedToRun)
        try story.world.perform(.recordBlob(absent), by: .system)
        _ = try story.admit([asset(absent)])
        try story.world.perform(.deleteAsset(own), by: story.world.business.actor)
        let gone = Command.admitRun(story.agreement, run: .random(), inputs: [asset(own)])
        #expect(story.world.refusal(of: gone, by: story.world.business.actor)?.reason == .notFound)
    }

    @Test func `A deleted asset runs nowhere, even for what was admitted before`() throws {
        var story = try Story()
        let waiting = try story.admit()
        try story.world.perform(.deleteAsset(story.model), by: story.world.modelOwner.actor)
        let admit = Command.admitRun(story.agreement, run: .random(), inputs: [Story.inline()])
        #expect(story.world.refusal(of: admit, by: story.world.business.actor)?.reason == .assetUnavailable)
        let start = Command.startRun(waiting, executor: World.executor, nonce: 1)
        #expect(story.world.refusal(of: start, by: .system)?.reason == .assetUnavailable)
        #expect(throws: Refusal.notFound) { try story.world.state.asset(story.model, visibleTo: story.world.modelOwner.actor) }
    }

    @Test func `[128] A key goes only to software that the asset's owner named`() throws {
        var story = try Story()
        let run = try story.admit()
        for executor in ["software-tee:ab", "software-tee:ab123", "sgx:ab12"] {
            let start = Command.startRun(run, executor: executor, nonce: 1)
            #expect(story.world.refusal(of: start, by: .system)?.reason == .releaseDenied)
        }
        _ = try story.start(run)
    }

    @Test(arguments: [0, 1, 2])
    func `A participant's suspension ends what is under way, and nothing is admitted while it lasts`(_ who: Int) throws {
        var story = try Story(runs: 9)
        let party = [story.world.business, story.world.modelOwner, story.world.functionOwner][who]
        let (waiting, running) = (try story.admit(), try story.admit())
        let lease = try story.start(running)
        try story.world.perform(.suspendParty(party.id), by: story.world.admin.actor)
        let expected: ReasonCode = who == 0 ? .partySuspended : .participantSuspended
        let admit = Command.admitRun(story.agreement, run: .random(), inputs: [Story.inline()])
        #expect(story.world.refusal(of: admit, by: story.world.business.actor)?.reason == expected)
        for isReinstated in [false, true] {
            for run in [waiting, running] {
                #expect(try story.world.state.run(run, visibleTo: story.world.functionOwner.actor).status == .canceled)
            }
            let start = Command.startRun(waiting, executor: World.executor, nonce: 1)
            #expect(story.world.refusal(of: start, by: .system)?.reason == .runFinished)
            #expect(story.world.refusal(of: story.completion(running, lease), by: executor)?.reason == .runFinished)
            if !isReinstated { try story.world.perform(.reinstateParty(party.id), by: story.world.admin.actor) }
        }
        // What was charged stays charged, and the agreement goes on.
        let next = try story.admit()
        try story.complete(next, try story.start(next))
        #expect(try story.world.state.agreement(story.agreement, visibleTo: story.world.business.actor, at: story.world.now).charged == 3)
    }

    @Test func `A suspension leaves the runs of other agreements alone`() throws {
        var story = try Story()
        let run = try story.admit()
        let lease = try story.start(run)
        try story.world.perform(.suspendParty(story.world.stranger.id), by: story.world.admin.actor)
        try story.complete(run, lease)
    }

    @Test func `Outputs and keys must be exactly those of the terms, and within their limits`() throws {
        var story = try Story(recipients: { [$0.business, $0.modelOwner] })
        let run = try story.admit()
        let lease = try story.start(run)
        let keys = story.keys()
        var forged = Story.output()
        forged.ciphertextDigest[0] ^= 1
        var short = Story.output()
        short.ciphertextLength -= 1
        let outsider = OutputKey(slot: "labels", recipient: story.world.stranger.id, envelope: [1])
        let big = [UInt8](repeating: 0, count: 16_385)
        var limits = Story.output()
        limits = RunOutput(slot: "labels", ciphertextDigest: limits.ciphertextDigest, ciphertextLength: 900, plaintextLength: 401)
        var slotLimit = limits
        slotLimit.plaintextLength = 501
        let inline = Story.output("labels", String(decoding: big, as: UTF8.self))
        let cases: [([RunOutput], [OutputKey], ReasonCode)] = [
            ([], keys, .outputMismatch),
            ([Story.output("other")], keys, .outputMismatch),
            ([Story.output(), Story.output()], keys, .outputMismatch),
            ([forged], keys, .outputMismatch),
            ([short], keys, .outputMismatch),
            ([Story.output()], [], .outputMismatch),
            ([Story.output()], [keys[0]], .outputMismatch),
            ([Story.output()], keys.reversed(), .outputMismatch),
            ([Story.output()], keys + [outsider], .outputMismatch),
            ([Story.output()], [keys[0], outsider], .outputMismatch),
            ([Story.output()], keys.map { OutputKey(slot: $0.slot, recipient: $0.recipient, envelope: []) }, .outputMismatch),
            ([limits], keys, .outputTooLarge),
            ([slotLimit], keys, .outputTooLarge),
            ([inline], keys, .outputTooLarge),
        ]
        for (outputs, keys, reason) in cases {
            let command = Command.completeRun(run, lease: lease, outputs: outputs, keys: keys)
            #expect(story.world.refusal(of: command, by: executor)?.reason == reason)
        }
        try story.complete(run, lease)
    }

    @Test func `Queues and memories have their limits`() throws {
        var limits = Limits()
        (limits.activeRunsPerParty, limits.retainedRunsPerParty) = (2, 2)
        var story = try Story(runs: 100, limits: limits)
        _ = try story.admit()
        let second = try story.admit()
        let admit = Command.admitRun(story.agreement, run: .random(), inputs: [Story.inline()])
        #expect(story.world.refusal(of: admit, by: story.world.business.actor)?.reason == .partyRunLimit)
        try story.world.perform(.cancelRun(second), by: story.world.business.actor)
        for _ in 0..<5 { try story.world.perform(.cancelRun(try story.admit()), by: story.world.business.actor) }
        #expect(try story.world.state.statistics(visibleTo: .system).runs == 3)
        #expect(throws: Refusal.notFound) { try story.world.state.run(second, visibleTo: story.world.business.actor) }
        limits = Limits()
        limits.activeRuns = 1
        var full = try Story(limits: limits)
        _ = try full.admit()
        let more = Command.admitRun(full.agreement, run: .random(), inputs: [Story.inline()])
        #expect(full.world.refusal(of: more, by: full.world.business.actor)?.reason == .queueFull)
    }

    @Test func `Details of a failure go to the input's owner alone, and name only inputs that the run has`() throws {
        var story = try Story(runs: 9, recipients: { [$0.business, $0.auditor] })
        let run = try story.admit()
        let lease = try story.start(run)
        func failure(_ slot: String, _ owner: PartyID) -> Command {
            let detail = RunFailure.Detail(slot: slot, owner: owner, code: "IMAGE_MALFORMED", sentence: "The photo is no JPEG or PNG file.")
            return .failRun(run, lease: lease, failure: RunFailure(code: .inputRejected, details: [detail]))
        }
        let (business, modelOwner) = (story.world.business, story.world.modelOwner)
        #expect(story.world.refusal(of: failure("photo", modelOwner.id), by: executor)?.reason == .failureInvalid)
        #expect(story.world.refusal(of: failure("other", business.id), by: executor)?.reason == .failureInvalid)
        try story.world.perform(failure("photo", business.id), by: executor)
        #expect(try story.world.state.run(run, visibleTo: business.actor).failureDetails.map(\.code) == ["IMAGE_MALFORMED"])
        for other in [modelOwner, story.world.auditor] {
            let view = try story.world.state.run(run, visibleTo: other.actor)
            #expect(view.failureDetails.isEmpty && view.failure == .inputRejected)
        }
        let bystander = try story.world.state.run(run, visibleTo: story.world.functionOwner.actor)
        #expect(bystander.status == .failed && bystander.failure == nil && bystander.requester == nil)
    }

    @Test func `Only the requester cancels a run`() throws {
        var story = try Story()
        let run = try story.admit()
        #expect(story.world.refusal(of: .cancelRun(run), by: story.world.modelOwner.actor)?.reason == .notRequester)
        #expect(story.world.refusal(of: .cancelRun(run), by: story.world.stranger.actor)?.reason == .notFound)
        try story.world.perform(.cancelRun(run), by: story.world.business.actor)
        #expect(story.world.refusal(of: .cancelRun(run), by: story.world.business.actor)?.reason == .runFinished)
    }
}
