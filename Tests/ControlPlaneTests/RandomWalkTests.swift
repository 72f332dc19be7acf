import Testing
import Wire

@testable import ControlPlane

/// Random commands, many of them wrong, and what must hold after each of them.
@Suite struct RandomWalkTests {
    @Test(arguments: [1, 2, 3, 5, 8, 13, 21, 34, 55, 89] as [UInt64])
    func `[35][45][53][57][96][108][109] Invariants hold through random histories, and replaying them gives an equal state`(
        _ seed: UInt64
    ) throws {
        var walk = try Walk(seed: seed)
        for _ in 0..<800 { try walk.step() }
        var replayed = State()
        for event in walk.world.events { try replayed.apply(try Event(wireBytes: event.wireBytes)) }
        #expect(replayed == walk.world.state && replayed.digest == walk.world.state.digest)
        // A snapshot gives the same state, and goes on as the state itself does.
        let restored = try StateSnapshotTests.restored(Array(StateSnapshot(replayed)))
        #expect(restored == replayed && restored.digest == replayed.digest)
        #expect(Array(StateSnapshot(restored)) == Array(StateSnapshot(replayed)))
        // A walk that gets nowhere would prove nothing.
        #expect(walk.accepted > 100)
        #expect(walk.refused > 100)
        #expect(!walk.releases.isEmpty)
    }

    private struct Walk {
        var world: World
        var random: SeededGenerator
        var functions: [FunctionDigest] = []
        var assets: [AssetID] = []
        var terms: [AgreementTerms] = []
        var runs: [RunID] = []
        var leases: [(run: RunID, lease: Lease)] = []
        var sent: [(command: Command, actor: Actor, key: IdempotencyKey, outcome: Outcome)] = []
        var (accepted, refused) = (0, 0)
        // The walk's own account, kept from the events alone.
        var charges: [AgreementID: UInt32] = [:]
        var signatures: [AgreementID: Set<PartyID>] = [:]
        var releases: [RunID: Int] = [:]
        var highestFence: UInt64 = 0

        init(seed: UInt64) throws {
            var limits = Limits()
            (limits.retainedRunsPerParty, limits.activeRunsPerParty, limits.requestsPerParty) = (20, 12, 40)
            world = try World(limits: limits)
            random = SeededGenerator(seed: seed)
            functions.append(try world.registerFunction())
            for event in world.events { account(event) }
        }

        mutating func pick<Element>(_ list: [Element]) -> Element? { list.randomElement(using: &random) }
        mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

        mutating func step() throws {
            world.now += UInt64.random(in: 0...4, using: &random)
            let parties = [world.business, world.modelOwner, world.functionOwner, world.stranger]
            let someone = pick(parties) ?? world.business
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<2:
                let owner = chance(80) ? world.functionOwner : someone
                let manifest = world.manifest(version: "\(Int.random(in: 1...4, using: &random)).1.0", owner: owner)
                try attempt(.registerFunction(try owner.sign(manifest), salt: World.salt, payload: World.payload), owner.actor)
            case 2..<6:
                let owner = chance(70) ? world.modelOwner : someone
                let name = "Asset \(assets.count)"
                let asset = world.asset(name, owner: owner, functions: Set(functions), length: UInt64.random(in: 1...900, using: &random))
                try attempt(.registerAsset(try owner.sign(asset), blobPresent: true), owner.actor)
            case 6..<11:
                guard let function = pick(functions), let model = pick(assets) else { return }
                let nonce = UInt8.random(in: 0...255, using: &random)
                let runs = UInt32.random(in: 1...6, using: &random)
                let other = world.terms(function, model: model, runs: runs, notAfter: world.now + 400, nonce: nonce)
                terms.append(other)
                try attempt(.proposeAgreement(try world.business.sign(other)), world.business.actor)
            case 11..<34:
                guard let other = pick(terms.suffix(3)) else { return }
                let signed = chance(85) ? other : (pick(terms) ?? other)
                let signer = chance(85) ? someone : (pick(parties) ?? someone)
                try attempt(.signAgreement(other.id, signature: try signer.sign(signed).signature), someone.actor)
            case 34..<60:
                guard let other = pick(terms.suffix(5)) else { return }
                let input = Story.inline(UInt64.random(in: 1...1_050, using: &random))
                let actor = chance(90) ? world.business.actor : someone.actor
                try attempt(.admitRun(other.id, run: .random(), inputs: [input]), actor)
            case 60..<75:
                guard let run = pick(world.state.queuedRuns(atMost: 3) + runs.suffix(1)) else { return }
                try attempt(.startRun(run, executor: World.executor, nonce: random.next()), .system)
            case 75..<86:
                guard let (run, lease) = pick(leases.suffix(6)) else { return }
                let recipient = OutputKey(slot: "labels", recipient: world.business.id, envelope: [1])
                let outputs = [Story.output("labels", "sample \(Int.random(in: 0...3, using: &random))")]
                let executor = Actor.executor(measurement: chance(95) ? World.executor : "software-tee:00")
                try attempt(.completeRun(run, lease: lease, outputs: outputs, keys: [recipient]), executor)
            case 86..<89:
                guard let (run, lease) = pick(leases.suffix(6)) else { return }
                try attempt(.failRun(run, lease: lease, failure: RunFailure(code: .executorFailed)), .executor(measurement: World.executor))
            case 89..<92:
                guard let (run, lease) = pick(leases.suffix(6)) else { return }
                try attempt(.requeueRun(run, lease: lease), .system)
            case 92..<93:
                guard let run = pick(runs) else { return }
                try attempt(.cancelRun(run), someone.actor)
            case 93..<94:
                guard let other = pick(terms) else { return }
                try attempt(chance(50) ? .haltAgreement(other.id) : .withdrawAgreement(other.id), someone.actor)
            case 94..<95:
                guard let asset = pick(assets) else { return }
                try attempt(.deleteAsset(asset), someone.actor)
            case 95..<96:
                try attempt(chance(40) ? .suspendParty(someone.id) : .reinstateParty(someone.id), world.admin.actor)
                for party in parties where chance(90) { try attempt(.reinstateParty(party.id), world.admin.actor) }
            case 96..<97:
                if chance(5) { world.now += Limits().requestSeconds }
                try attempt(.forgetExpired(atMost: 5), .system)
            default: try repetition()
            }
        }

        /// Sends a command that was accepted once more with the same key.
        private mutating func repetition() throws {
            guard let old = sent.suffix(10).randomElement(using: &random), let party = old.actor.partyID else { return }
            let isRemembered =
                world.state.runKeys[RunKey(requester: party, key: old.key)] != nil
                || world.state.holdings[party]?.requests.record(of: old.key, at: world.now, limits: Limits()) != nil
            guard isRemembered else { return }
            let decision = try world.state.decide(old.command, by: old.actor, key: old.key, at: world.now)
            #expect(decision.isRepetition && decision.outcome == old.outcome)
        }

        private mutating func attempt(_ command: Command, _ actor: Actor) throws {
            let key = world.freshKey()
            let before = world.state
            let decision: Decision
            do {
                decision = try world.state.decide(command, by: actor, key: key, at: world.now)
            } catch {
                refused += 1
                #expect(ReasonCode.all.contains(error.reason))
                return
            }
            accepted += 1
            #expect(world.state == before)
            for event in decision.events {
                try world.state.apply(event)
                world.events.append(event)
                account(event)
            }
            if actor.partyID != nil { sent.append((command, actor, key, decision.outcome)) }
            expectInvariants()
        }

        private mutating func account(_ event: Event) {
            switch event.change {
            case .functionRegistered(let document, _, _): functions.append(FunctionDigest(document))
            case .assetRegistered(let document, _): assets.append(document.body.id)
            case .agreementProposed(let document, let proposer): signatures[document.body.id] = [proposer]
            case .agreementSigned(let id, let party, let signature):
                #expect(signatures[id]?.insert(party).inserted == true)
                let key = world.state.parties[party]?.signingKey ?? []
                #expect(world.state.agreements[id]?.document.verify(signature, by: key) == true)
            case .agreementsForgotten(let ids):
                for id in ids { charges[id] = nil }
            case .runAdmitted(let id, let agreement, _, _, _):
                runs.append(id)
                charges[agreement, default: 0] += 1
            case .runStarted(let id, let lease, _):
                #expect(lease.fence > highestFence)
                highestFence = lease.fence
                leases.append((id, lease))
            case .runRequeued(let id, _):
                if let agreement = world.state.runs[id]?.agreement { charges[agreement, default: 0] += 1 }
            case .runSucceeded(let id, let lease, _, _):
                releases[id, default: 0] += 1
                #expect(leases.last { $0.run == id }?.lease == lease)
            default: break
            }
        }

        /// What is said to be stored is what the objects that are left refer to.
        private func expectBlobsAddUp() {
            var (uses, bytes): ([[UInt8]: Int], [PartyID: UInt64]) = ([:], [:])
            for asset in world.state.assets.values where asset.isBlobPresent {
                uses[asset.document.body.ciphertextDigest, default: 0] += 1
                bytes[asset.owner, default: 0] += asset.document.body.ciphertextLength
            }
            for run in world.state.runs.values {
                for output in run.outputs where output.inline == nil {
                    uses[output.ciphertextDigest, default: 0] += 1
                    bytes[run.requester, default: 0] += output.ciphertextLength
                }
            }
            #expect(world.state.blobUses == uses)
            for (party, holdings) in world.state.holdings { #expect(holdings.storedBytes == bytes[party, default: 0]) }
        }

        private func expectInvariants() {
            let state = world.state
            for (id, agreement) in state.agreements {
                #expect(agreement.charged <= agreement.terms.limits.runs)
                #expect(agreement.charged == charges[id, default: 0])
                #expect((agreement.activatedAt != nil) == (signatures[id] == Set(agreement.participants)))
                #expect(agreement.charged == 0 || agreement.activatedAt != nil)
            }
            #expect(releases.values.allSatisfy { $0 == 1 })
            var (queued, running) = (0, 0)
            for run in state.runs.values {
                if run.status == .queued { queued += 1 }
                if run.status == .running { running += 1 }
                #expect(run.status == .succeeded || run.outputs.isEmpty && run.keys.isEmpty)
                #expect((run.status == .failed) == (run.failure != nil))
            }
            #expect(queued == state.queue.count && running == state.running.count)
            #expect(state.runKeys.count == state.runs.count)
            #expect(state.agreementActiveRuns.values.reduce(0) { $0 + $1.count } == queued + running)
            for holdings in state.holdings.values {
                #expect(holdings.finishedRuns.count <= 20 && holdings.activeRuns <= 12 && holdings.requests.records.count <= 40)
            }
            #expect(state.suspended == Set(state.parties.values.filter(\.isSuspended).map(\.id)))
            for run in state.runs.values where !run.status.isFinal {
                #expect(state.agreements[run.agreement]?.participants.contains(where: state.suspended.contains) == false)
            }
            expectBlobsAddUp()
        }
    }
}
