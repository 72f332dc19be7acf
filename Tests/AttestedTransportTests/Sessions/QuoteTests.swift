import Attestation
import AttestedSession
import Synchronization
import Testing

@testable import AttestedTransport

@Suite struct QuoteQueueTests {
    private func leaf(_ number: UInt8) -> [UInt8] { BatchProof.leaf([number]) }

    @Test func `One quote serves all who came while the one before was under way, in order`() throws {
        var queue = QuoteQueue(limit: 8)
        let nobody = try queue.start()
        #expect(nobody == nil)
        let first = queue.issue()
        queue.mustJoin(first, leaf(1))
        let batch = try queue.start()
        #expect(batch?.tickets == [first] && batch?.tree.size == 1)
        let late = (0..<3).map { _ in queue.issue() }
        for ticket in late { queue.mustJoin(ticket, leaf(UInt8(ticket))) }
        let tooEarly = try queue.start()
        #expect(tooEarly == nil)
        queue.leave(late[1])
        queue.finish()
        let next = try queue.start()
        #expect(next?.tickets == [late[0], late[2]])
        for (place, ticket) in [late[0], late[2]].enumerated() {
            let root = next?.tree.proof(at: place)?.root(leaf: leaf(UInt8(ticket)))
            #expect(root.map { ResponderHandshake.Greeted.reportData(root: $0, treeSize: 2) } == next?.tree.reportData)
        }
        queue.finish()
        let empty = try queue.start()
        #expect(empty == nil)
    }

    @Test func `[101] Only so many wait for the next quote`() throws {
        var queue = QuoteQueue(limit: 2)
        for _ in 0..<2 { queue.mustJoin(queue.issue(), leaf(1)) }
        let isFull = !queue.join(queue.issue(), leaf: leaf(1))
        #expect(isFull)
        _ = try queue.start()
        queue.mustJoin(queue.issue(), leaf(1))
    }
}

extension QuoteQueue {
    fileprivate mutating func mustJoin(_ ticket: Ticket, _ leaf: [UInt8]) {
        let hasJoined = join(ticket, leaf: leaf)
        #expect(hasJoined)
    }
}

/// Handshakes that wait for a quote, by number, and what came of them.
private final class Waits: Sendable {
    private let batcher: QuoteBatcher
    private let ended = Mutex<[UInt8: QuoteBatcher.Quoted?]>([:])

    init(_ batcher: QuoteBatcher) { self.batcher = batcher }

    var outcomes: [UInt8: QuoteBatcher.Quoted?] { ended.withLock { $0 } }
    var success: [UInt8: Bool] { outcomes.mapValues { $0 != nil } }

    func wait(_ number: UInt8) async {
        let quoted = try? await batcher.quote(leaf: BatchProof.leaf([number]))
        ended.withLock { $0[number] = .some(quoted) }
    }
}

@Suite struct QuoteBatcherTests {
    /// Runs a batcher over a source that the test controls.
    private func withBatcher(
        limit: Int = 64, _ body: (QuoteBatcher, BlockingSource, inout TaskGroup<Void>) async -> Void
    ) async {
        let source = BlockingSource(FakePlatform().source(.control))
        let batcher = QuoteBatcher(source: source, limit: limit, patience: .seconds(60))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await batcher.run() }
            await body(batcher, source, &group)
            while source.open > 0 { source.release() }
            group.cancelAll()
        }
    }

    /// Whether the quote covers this very leaf.
    private func covers(_ quoted: QuoteBatcher.Quoted, _ leaf: [UInt8], _ source: BlockingSource) -> Bool {
        guard let root = quoted.proof.root(leaf: leaf) else { return false }
        return source.asked.contains(ResponderHandshake.Greeted.reportData(root: root, treeSize: quoted.proof.treeSize))
    }

    @Test func `However many wait, each has evidence over its own leaf after at most two quotes`() async {
        await withBatcher { batcher, source, group in
            let waits = Waits(batcher)
            group.addTask { await waits.wait(0) }
            #expect(await eventually { source.open == 1 })
            for number in 1...40 { group.addTask { await waits.wait(UInt8(number)) } }
            #expect(await eventually { batcher.waiting == 41 })
            source.release()
            #expect(await eventually { waits.outcomes.count == 1 && source.open == 1 })
            source.release()
            #expect(await eventually { waits.outcomes.count == 41 })
            for (number, quoted) in waits.outcomes {
                #expect(quoted.map { covers($0, BatchProof.leaf([number]), source) } == true)
            }
            #expect(batcher.quotes == 2 && source.asked.count == 2)
        }
    }

    @Test func `[28] A quote that fails refuses its batch alone`() async {
        await withBatcher { batcher, source, group in
            let waits = Waits(batcher)
            group.addTask { await waits.wait(1) }
            #expect(await eventually { source.open == 1 })
            for number: UInt8 in [2, 3] { group.addTask { await waits.wait(number) } }
            #expect(await eventually { batcher.waiting == 3 })
            source.release(failing: true)
            #expect(await eventually { waits.success == [1: false] && source.open == 1 })
            source.release()
            #expect(await eventually { waits.success == [1: false, 2: true, 3: true] })
        }
    }

    @Test func `A handshake that goes away stops waiting and leaves the others their quote`() async {
        await withBatcher(limit: 2) { batcher, source, group in
            let leaf = BatchProof.leaf([1])
            group.addTask { _ = try? await batcher.quote(leaf: leaf) }
            #expect(await eventually { source.open == 1 })
            let impatient = Task { await thrown(CancellationError.self) { try await batcher.quote(leaf: leaf) } }
            group.addTask { _ = try? await batcher.quote(leaf: leaf) }
            #expect(await eventually { batcher.waiting == 3 })
            #expect(await thrown(HandshakeRefusal.self) { try await batcher.quote(leaf: leaf) } != nil)
            impatient.cancel()
            #expect(await impatient.value != nil)
            #expect(batcher.waiting == 2)
            source.release()
            #expect(await eventually { source.open == 1 })
            source.release()
            #expect(await eventually { batcher.waiting == 0 })
        }
    }
}
