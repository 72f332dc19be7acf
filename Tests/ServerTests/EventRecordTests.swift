import ControlPlane
import Ledger
import Synchronization
import Testing
import Wire

@testable import Server

@Suite struct EventRecordTests {
    /// The records of an agreement's beginning and the states before them.
    private static func story() async throws -> [(record: LedgerRecord, state: State)] {
        let opened = Mutex<[OpenedRecord]>([])
        try await Inside.with { inside in
            _ = try await inside.admit(under: try await inside.agree())
            let (records, next) = try await inside.ledger.journal.records(from: 0, count: 1_000)
            #expect(next == nil)
            opened.withLock { $0 = records }
        }
        var story: [(LedgerRecord, State)] = []
        var state = State()
        for record in opened.withLock({ $0 }).map(\.record) {
            story.append((record, state))
            try state.apply(try record.event(in: state))
        }
        return story
    }

    @Test func `An event lies in the ledger with its facts, and is read back only with exactly these`() async throws {
        let story = try await Self.story()
        #expect(story.count > 8)
        for (record, state) in story {
            let event = try record.event(in: state)
            #expect(LedgerRecord(event, in: state) == record)
            for index in record.fields.indices {
                var without = record.fields
                let field = without.remove(at: index)
                #expect(throws: WireError.self, "\(field.name) removed") { try LedgerRecord(fields: without).event(in: state) }
                var changed = record.fields
                changed[index] = .init(field.name, field.value + [0])
                #expect(throws: WireError.self, "\(field.name) changed") { try LedgerRecord(fields: changed).event(in: state) }
            }
        }
    }

    @Test func `[135] Nobody is shown the event itself or its audience, and outsiders are shown nothing`() async throws {
        let story = try await Self.story()
        var shown = 0
        for (record, _) in story {
            let audience = try #require(record[.audience])
            for start in stride(from: 0, to: audience.count, by: 16) {
                let party = try PartyID(wireBytes: Array(audience[start..<start + 16]))
                let visible = record.fields(visibleTo: party)
                #expect(visible.isSuperset(of: EventField.forAudience))
                #expect(visible.isDisjoint(with: [.event, .audience, .insiders]))
                shown += 1
            }
            #expect(record.fields(visibleTo: PartyID(signingKey: [9])).isEmpty)
        }
        #expect(shown > 8)
    }
}
