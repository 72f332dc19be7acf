import ControlPlane
import Testing

@Suite struct AuditTests {
    /// The facts of every event of a history, from the state before it.
    private static func facts() throws -> (world: World, facts: [AuditFacts]) {
        let world = try EventTests.history()
        var state = State()
        let facts = try world.events.map { event in
            let facts = state.facts(of: event)
            try state.apply(event)
            return facts
        }
        return (world, facts)
    }

    @Test func `Every kind of event has a word of its own, and the history has them all`() throws {
        let (world, facts) = try Self.facts()
        #expect(zip(world.events, facts).allSatisfy { $0.change.kind == $1.kind && $0.at == $1.at })
        #expect(Set(facts.map(\.kind)) == Set(EventKind.allCases))
        #expect(Set(EventKind.allCases.map(\.rawValue)).count == EventKind.allCases.count)
    }

    @Test func `An event concerns who asked for it and who takes part, and nobody else`() throws {
        let (world, facts) = try Self.facts()
        let participants = [world.business.id, world.modelOwner.id, world.functionOwner.id].sorted()
        for fact in facts {
            #expect(fact.audience == fact.audience.sorted() && Set(fact.insiders).isSubset(of: fact.audience))
            switch fact.kind {
            case .keysHandedOver: #expect(!fact.subject.isEmpty && fact.audience.contains(world.admin.id))
            case .recoverySet, .keysRecovered: #expect(!fact.subject.isEmpty && fact.audience.count > participants.count)
            case .configured, .agreementsForgotten: #expect(fact.subject.isEmpty)
            case .partyRegistered: #expect(fact.audience.map(\.description) == [fact.subject])
            case .partySuspended, .partyReinstated: #expect(fact.audience == [world.stranger.id, world.admin.id].sorted())
            case .functionRegistered, .functionDisabled, .functionEnabled, .functionDeleted:
                #expect(fact.audience == [world.functionOwner.id])
            case .assetDeleted, .assetStored: #expect(fact.audience == [world.business.id])
            case .assetRegistered: #expect(fact.audience.count == 1)
            case .agreementProposed, .agreementSigned, .agreementWithdrawn, .agreementHalted:
                #expect(fact.audience == participants && fact.agreement?.description == fact.subject)
            case .runAdmitted, .runStarted, .runSucceeded, .runFailed, .runRequeued, .runCanceled:
                #expect(fact.audience == participants && fact.agreement != nil)
                // The function's owner is told that there was a run, and not whose.
                #expect(fact.insiders == participants.filter { $0 != world.functionOwner.id })
            }
            #expect(fact.outputs.isEmpty == (fact.kind != .runSucceeded))
        }
    }
}
