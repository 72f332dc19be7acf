extension Cores {
    /// How many segments an asynchronous sequence gathers, so that its memory stays constant on large machines.
    static let maximumInSequence = 4
}

/// Gathers chunks until there is work for all cores.
struct SegmentBatches<Base: AsyncIteratorProtocol> where Base.Element == [UInt8] {
    private var base: Base
    private let batchLength: Int
    private var isAtEnd = false

    init(base: Base, batchLength: Int) {
        self.base = base
        self.batchLength = batchLength
    }

    mutating func next(isolation actor: isolated (any Actor)?) async throws -> [UInt8]? {
        var batch: [UInt8] = []
        while !isAtEnd, batch.count < batchLength {
            guard let chunk = try await base.next(isolation: actor) else {
                isAtEnd = true
                break
            }
            batch.append(contentsOf: chunk)
        }
        return batch.isEmpty ? nil : batch
    }
}
