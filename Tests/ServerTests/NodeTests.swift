import ControlAPI
import SwiftProtobuf
import Testing

@testable import ControlPlane
@testable import Server

@Suite struct NodeClockTests {
    @Test func `[106][134] The ledger's time is the floor of a host clock that was set back, and time never goes back`() {
        let clock = NodeClock(ledgerTime: 1_000, hostTime: 10)
        let first = clock.now
        #expect(first >= 1_000)
        #expect(clock.now >= first)
        #expect(NodeClock(ledgerTime: 10, hostTime: 1_000).now >= 1_000)
    }
}

@Suite struct RunWatchersTests {
    @Test func `A wait ticks at once, and again after a change`() async {
        let (watchers, run) = (RunWatchers(), RunID.random())
        var ticks = watchers.ticks(for: run).makeAsyncIterator()
        #expect(await ticks.next() != nil)
        watchers.changed(run)
        #expect(await ticks.next() != nil)
        watchers.changedAny()
        #expect(await ticks.next() != nil)
    }

    @Test func `[107] A stopping node ends the waits that are there and those that come later`() async {
        let (watchers, run) = (RunWatchers(), RunID.random())
        var early = watchers.ticks(for: run).makeAsyncIterator()
        #expect(await early.next() != nil)
        watchers.finish()
        #expect(await early.next() == nil)
        var late = watchers.ticks(for: run).makeAsyncIterator()
        #expect(await late.next() == nil)
    }
}

@Suite struct ListTests {
    @Test func `A page of long documents does not fit into a message`() {
        #expect(Page(items: [1, 2], next: nil).fits { _ in 4 << 20 })
        #expect(!Page(items: [1, 2, 3], next: nil).fits { _ in 4 << 20 })
    }

    @Test func `[49] An identifier that cannot be read is told like an absent object`() {
        for text in ["", "zz", String(repeating: "0", count: 31), String(repeating: "0", count: 1_000_000), "../../etc/passwd"] {
            #expect(throws: ServiceRefusal.self) { try RunID(argument: text) }
        }
    }

    @Test func `[102] No page size traps`() {
        #expect(Cloister_V1_PageRequest.with { $0.size = .max }.limit == Int(UInt32.max))
        #expect(Cloister_V1_PageRequest().limit == 50)
    }
}
