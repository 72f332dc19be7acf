import Testing

@testable import AttestationCollateral

@Suite struct SingleFlightTests {
    /// A gate that work waits at.
    private struct Gate {
        private let pair = AsyncStream.makeStream(of: Void.self)
        var opening: AsyncStream<Void>.Continuation { pair.continuation }
        func pass() async {
            var iterator = pair.stream.makeAsyncIterator()
            await iterator.next()
        }
    }

    @Test func `If the task that works is cancelled, another of those that wait works anew`() async throws {
        let flight = SingleFlight<Int>()
        let begun = Gate()
        let works = Noted<Int>()
        let leader = Task {
            try await flight.run("key") {
                begun.opening.yield()
                try await Task.sleep(for: .seconds(3600))
                return 1
            }
        }
        await begun.pass()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await flight.run("key") {
                        works.note(1)
                        while flight.waiting(for: "key") < 3 { await Task.yield() }
                        return 2
                    }
                }
            }
            while flight.waiting(for: "key") < 4 { await Task.yield() }
            leader.cancel()
            for try await value in group { #expect(value == 2) }
        }
        #expect(works.all == [1])
        await #expect(throws: CancellationError.self) { _ = try await leader.value }
    }

    @Test func `Whoever waits is cancelled alone, and an error reaches all`() async throws {
        let flight = SingleFlight<Int>()
        let (begun, gate) = (Gate(), Gate())
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                do {
                    _ = try await flight.run("key") {
                        begun.opening.yield()
                        await gate.pass()
                        throw CollateralError(.busy, "later")
                    }
                } catch let error as CollateralError { return error.code == .busy }
                return false
            }
            await begun.pass()
            let cancelled = Task { try await flight.run("key") { 3 } }
            while flight.waiting(for: "key") < 1 { await Task.yield() }
            cancelled.cancel()
            await #expect(throws: CancellationError.self) { _ = try await cancelled.value }
            group.addTask {
                do { _ = try await flight.run("key") { 4 } } catch let error as CollateralError { return error.code == .busy }
                return false
            }
            while flight.waiting(for: "key") < 1 { await Task.yield() }
            #expect(try await flight.run("other") { 5 } == 5)
            gate.opening.yield()
            for try await isBusy in group { #expect(isBusy) }
        }
    }
}
