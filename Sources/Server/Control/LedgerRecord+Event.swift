import ControlPlane
import Ledger
import Wire

// How an event lies in the ledger: itself in one field, and what may be shown of it in fields of their own, so that a proof can open those alone.
// docs/spec/ledger.md, "Events".

/// The names of an event's fields.
enum EventField: String, CaseIterable {
    case event, kind, time, actor, subject, agreement, outputs, audience, insiders

    /// Those that anybody in the audience may be shown.
    static let forAudience: Set<EventField> = [.kind, .time, .subject, .agreement]
    /// Those that insiders may be shown.
    static let forInsiders = forAudience.union([.actor, .outputs])
}

extension LedgerRecord {
    /// An event with its facts, as they follow from the state that it is about to change.
    init(_ event: Event, in state: borrowing State) {
        let facts = state.facts(of: event)
        var fields: [(EventField, [UInt8])] = [
            (.event, event.wireBytes), (.kind, Array(facts.kind.rawValue.utf8)), (.time, facts.at.bigEndianBytes),
            (.actor, Array(facts.actor.utf8)), (.subject, Array(facts.subject.utf8)),
        ]
        if let agreement = facts.agreement { fields.append((.agreement, Array("\(agreement)".utf8))) }
        if !facts.outputs.isEmpty {
            var writer = ByteWriter()
            writer.array(facts.outputs) { writer, output in
                writer.string(output.slot)
                writer.fixed(output.ciphertext)
            }
            fields.append((.outputs, writer.bytes))
        }
        fields.append((.audience, facts.audience.flatMap(\.wireBytes)))
        fields.append((.insiders, facts.insiders.flatMap(\.wireBytes)))
        self.init(fields: fields.map { Field($0.0.rawValue, $0.1) })
    }

    /// The event of a record, which must be exactly what `init(_:in:)` makes of it in this state.
    func event(in state: borrowing State) throws(WireError) -> Event {
        guard let bytes = self[.event] else { throw .invalid("an entry without an event") }
        let event = try Event(wireBytes: bytes)
        guard self == LedgerRecord(event, in: state) else { throw .invalid("an entry whose facts are not its event's") }
        return event
    }

    /// The value of one of an event's fields.
    subscript(_ field: EventField) -> [UInt8]? { self[field.rawValue] }

    /// The fields that a party may be shown; none if the event is not its business.
    func fields(visibleTo party: PartyID) -> Set<EventField> {
        if names(party, in: .insiders) { return EventField.forInsiders }
        return names(party, in: .audience) ? EventField.forAudience : []
    }

    private func names(_ party: PartyID, in field: EventField) -> Bool {
        guard let list = self[field] else { return false }
        let id = party.wireBytes
        return stride(from: 0, to: list.count, by: id.count).contains { list[$0..<min($0 + id.count, list.count)].elementsEqual(id) }
    }
}

extension UInt64 {
    fileprivate var bigEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * $0)) } }
}
