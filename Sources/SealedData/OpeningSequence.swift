/// The plaintext of an asynchronous sequence of sealed chunks, opened as it is read, in constant memory.
///
/// Only verified plaintext comes out, but a cut is known only at the end: act on the data when the sequence has ended without an error.
public struct OpeningSequence<Base: AsyncSequence>: AsyncSequence where Base.Element == [UInt8] {
    private let base: Base
    private let key: DataKey
    private let associatedData: [UInt8]
    private let cores: Cores

    /// Opens what `base` gives; up to four segments at once.
    public init(_ base: Base, key: DataKey, associatedData: [UInt8], cores: Cores = .all) {
        self.base = base
        self.key = key
        self.associatedData = associatedData
        self.cores = Cores(atMost: Swift.min(cores.count, Cores.maximumInSequence))
    }

    /// Starts at the stream's first byte.
    public func makeAsyncIterator() -> Iterator {
        let opener = SealedStreamOpener(key: key, associatedData: associatedData, cores: cores)
        return Iterator(
            chunks: SegmentBatches(base: base.makeAsyncIterator(), batchLength: cores.count * StreamLayout.segmentLength),
            opener: opener)
    }

    /// Reads one stream.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate var chunks: SegmentBatches<Base.AsyncIterator>
        fileprivate var opener: SealedStreamOpener?

        /// The next chunk of verified plaintext.
        public mutating func next() async throws -> [UInt8]? { try await next(isolation: nil) }

        /// The next chunk of verified plaintext.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> [UInt8]? {
            while let opener {
                guard let batch = try await chunks.next(isolation: actor) else {
                    self.opener = nil
                    let rest = try opener.finish()
                    return rest.isEmpty ? nil : rest
                }
                let plaintext = try opener.update(batch)
                if !plaintext.isEmpty { return plaintext }
            }
            return nil
        }
    }
}

extension OpeningSequence: Sendable where Base: Sendable {}

@available(*, unavailable)
extension OpeningSequence.Iterator: Sendable {}
