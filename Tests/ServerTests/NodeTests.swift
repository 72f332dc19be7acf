import AttestedTransport
import ControlAPI
import SwiftProtobuf
import Testing

@testable import ControlPlane
@testable import Server

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
    /// The pages of a list whose items have these sizes, each of the length asked for or as short as it must be.
    private func pages(_ sizes: [Int], limit: Int) throws -> [[Int]] {
        var (pages, start) = ([[Int]](), 0)
        while start < sizes.count {
            let page = Page<Int>.fitting(limit, size: { $0 }) { limit in
                let end = min(start + limit, sizes.count)
                return Page(items: Array(sizes[start..<end]), next: end < sizes.count ? "\(end)" : nil)
            }
            try #require(!page.items.isEmpty)
            pages.append(page.items)
            start = try page.next.map { try #require(Int($0)) } ?? sizes.count
        }
        return pages
    }

    @Test func `[94] Pages of long documents shrink until they fit into a message, and the list is told whole`() throws {
        let sizes = (0..<40).map { $0.isMultiple(of: 3) ? 3 << 20 : 100 } + [20 << 20, 1, 20 << 20]
        let pages = try pages(sizes, limit: 50)
        #expect(pages.flatMap { $0 } == sizes)
        #expect(pages.allSatisfy { $0.count == 1 || $0.reduce(0, +) <= TransportLimits.message / 2 })
        #expect(try self.pages(Array(repeating: 10, count: 120), limit: 50).map(\.count) == [50, 50, 20])
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
