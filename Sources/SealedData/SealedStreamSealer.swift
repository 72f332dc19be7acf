/// Seals a stream piece by piece, in constant memory. A class, so that no copy of it can use a nonce twice.
public final class SealedStreamSealer {
    private let header = StreamHeader()
    private let cipher: SegmentCipher
    private let cores: Cores
    private var pending: [UInt8] = []
    private var segment = 0
    private var isFinished = false

    /// A sealer for one stream. Pieces of more than one segment (1 MiB) are sealed on as many cores as allowed.
    public init(key: DataKey, associatedData: [UInt8], cores: Cores = .all) {
        cipher = SegmentCipher(key: key, header: header, associatedData: associatedData)
        self.cores = cores
    }

    /// Takes plaintext of any length, and gives what of the sealed stream is ready; often nothing, as segments are 1 MiB.
    public func update(_ plaintext: [UInt8]) throws(SealedDataError) -> [UInt8] {
        guard !isFinished else { throw .finished }
        pending.append(contentsOf: plaintext)
        // A full segment waits until a byte follows it: only then is it known not to be the last.
        return try seal(segments: max(0, (pending.count - 1 + lead) / StreamLayout.capacity), last: false)
    }

    /// Gives the rest of the sealed stream. Without it, the stream does not open.
    public func finish() throws(SealedDataError) -> [UInt8] {
        guard !isFinished else { throw .finished }
        isFinished = true
        return try seal(segments: 1, last: true)
    }

    /// What the header takes from the segment that comes next.
    private var lead: Int { segment == 0 ? StreamLayout.headerLength : 0 }

    private func seal(segments count: Int, last: Bool) throws(SealedDataError) -> [UInt8] {
        guard count > 0 else { return [] }
        guard count <= StreamLayout.maximumSegments - segment else { throw .tooLong }
        let lead = lead
        let first = segment
        let consumed = min(count * StreamLayout.capacity - lead, pending.count)
        let sealedCount = lead + consumed + count * StreamLayout.tagLength
        var output = [UInt8](unsafeUninitializedCapacity: sealedCount) { $1 = sealedCount }
        if first == 0 { output.replaceSubrange(0..<lead, with: header.bytes) }
        try output.withMutableRawBytes { [cipher, cores, pending] output throws(SealedDataError) in
            let output = SharedMemory(output)
            try pending.withRawBytes { pending throws(SealedDataError) in
                let pending = SharedMemory(pending)
                try cores.forEachSegment(0..<count) { index throws(SealedDataError) in
                    let start = index == 0 ? 0 : index * StreamLayout.capacity - lead
                    let end = min((index + 1) * StreamLayout.capacity - lead, consumed)
                    let sealedStart = index == 0 ? lead : index * StreamLayout.segmentLength
                    try cipher.seal(
                        pending.reading(start..<end), segment: first + index, isLast: last && index == count - 1,
                        into: output.writing(sealedStart..<sealedStart + end - start + StreamLayout.tagLength))
                }
            }
        }
        pending.removeFirst(consumed)
        segment += count
        return output
    }
}
