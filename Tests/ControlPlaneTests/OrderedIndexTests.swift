import Testing

@testable import ControlPlane

@Suite struct OrderedIndexTests {
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `An index agrees with a plain list through random additions and removals`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var (index, model) = (OrderedIndex<Int>(), [Int]())
        for step in 0..<2_000 {
            if model.isEmpty || Int.random(in: 0..<100, using: &random) < 55 {
                index.append(step)
                model.append(step)
            } else {
                let position = Bool.random(using: &random) ? 0 : Int.random(in: 0..<model.count, using: &random)
                index.remove(model.remove(at: position))
            }
            #expect(index.first == model.first && index.count == model.count)
        }
        #expect(index.keys == model)
        var (paged, position): ([Int], UInt64) = ([], 0)
        while true {
            let page = index.page(after: position, atMost: 7, where: { _ in true })
            guard let last = page.last else { break }
            paged += page.map(\.key)
            position = last.position
        }
        #expect(paged == model)
    }

    @Test func `Requests are remembered for their time, and the newest of them only`() {
        var limits = Limits()
        (limits.requestsPerParty, limits.requestSeconds) = (3, 100)
        var memory = RequestMemory()
        for number in 1...5 as ClosedRange<UInt64> {
            memory.remember(World.key(number), .init(commandDigest: [1], outcome: .done, at: number), limits: limits)
        }
        #expect(memory.records.count == 3)
        #expect(memory.record(of: World.key(2), at: 5, limits: limits) == nil)
        #expect(memory.record(of: World.key(3), at: 102, limits: limits) != nil)
        #expect(memory.record(of: World.key(3), at: 103, limits: limits) == nil)
        memory.remember(World.key(6), .init(commandDigest: [1], outcome: .done, at: 500), limits: limits)
        #expect(memory.records.count == 1)
    }
}

/// SplitMix64: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
