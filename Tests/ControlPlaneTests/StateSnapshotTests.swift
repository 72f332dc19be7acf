import Testing
import Wire

@testable import ControlPlane

@Suite struct StateSnapshotTests {
    static func restored(_ items: [[UInt8]]) throws -> State {
        var restoration = StateRestoration()
        for item in items { try restoration.add(item) }
        return try restoration.finish()
    }

    /// A state with something in every table.
    static func world() throws -> World {
        var story = try Story()
        let first = try story.admit()
        try story.complete(first, try story.start(first))
        _ = try story.start(try story.admit())
        _ = try story.admit()
        return story.world
    }

    @Test func `[105] Every changed byte, truncation, repetition, swap and omission of an item is refused`() throws {
        let state = try Self.world().state
        let items = Array(StateSnapshot(state))
        #expect(try Self.restored(items) == state)
        #expect(Set(items.compactMap(\.first)).count == StateSnapshot.Kind.allCases.count)
        for index in items.indices {
            for place in stride(from: 0, to: items[index].count, by: max(1, items[index].count / 50)) {
                var changed = items
                changed[index][place] ^= 1 << UInt8(place % 8)
                #expect(throws: WireError.self) { try Self.restored(changed) }
                changed[index] = Array(items[index].prefix(place))
                #expect(throws: WireError.self) { try Self.restored(changed) }
            }
            var other = items
            other.remove(at: index)
            #expect(throws: WireError.self) { try Self.restored(other) }
            other = items
            other.insert(items[index], at: index)
            #expect(throws: WireError.self) { try Self.restored(other) }
            guard index > 0 else { continue }
            other = items
            other.swapAt(index - 1, index)
            #expect(throws: WireError.self) { try Self.restored(other) }
        }
        #expect(throws: WireError.self) { try Self.restored([]) }
        #expect(throws: WireError.self) { try Self.restored(items + [items[0]]) }
    }

    @Test func `A snapshot of the empty state gives it back`() throws {
        #expect(try Self.restored(Array(StateSnapshot(State()))) == State())
    }
}
