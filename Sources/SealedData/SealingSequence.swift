/// The sealed form of an asynchronous sequence of byte chunks, made as it is read, in constant memory.
///
/// Chunks go in and come out at any length. Each iteration is a stream of its own, with a salt of its own.
public struct SealingSequence<Base: AsyncSequence>: AsyncSequence where Base.Element == [UInt8] {
    private let base: Base
    private let key: DataKey
    private let associatedData: [UInt8]
    private let cores: Cores

    /// Seals what `base` gives; up to four segments at once.
    public init(_ base: Base, key: DataKey, associatedData: [UInt8], cores: Cores = .all) {
        self.base = base
        self.key = key
        self.associatedData = associatedData
        self.cores = Cores(atMost: Swift.min(cores.count, Cores.maximumInSequence))
    }

    /// Starts a stream.
    public func makeAsyncIterator() -> Iterator {
        let sealer = SealedStreamSealer(key: key, associatedData: associatedData, cores: cores)
        return Iterator(
            chunks: SegmentBatches(base: base.makeAsyncIterator(), batchLength: cores.count * StreamLayout.segmentLength),
            sealer: sealer)
    }

    /// Reads one stream.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate var chunks: SegmentBatches<Base.AsyncIterator>
        fileprivate var sealer: SealedStreamSealer?

        /// The next chunk of the sealed stream.
        public mutating func next() async throws -> [UInt8]? { try await next(isolation: nil) }

        /// The next chunk of the sealed stream.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> [UInt8]? {
            while let sealer {
                guard let batch = try await chunks.next(isolation: actor) else {
                    self.sealer = nil
                    return try sealer.finish()
                }
                let sealed = try sealer.update(batch)
                if !sealed.isEmpty { return sealed }
            }
            return nil
        }
    }
}

extension SealingSequence: Sendable where Base: Sendable {}

@available(*, unavailable)
extension SealingSequence.Iterator: Sendable {}
