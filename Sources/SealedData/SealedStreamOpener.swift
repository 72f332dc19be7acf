/// Opens a stream piece by piece, in constant memory. Gives only plaintext whose segment has verified.
///
/// What it gave before an error was written by a holder of the key, but the stream as a whole is not the one that was sealed.
public final class SealedStreamOpener {
    private let key: DataKey
    private let associatedData: [UInt8]
    private let cores: Cores
    private var cipher: SegmentCipher?
    private var pending: [UInt8] = []
    private var segment = 0
    private var end: SealedDataError?

    /// An opener for one stream. Pieces of more than one segment (1 MiB) are opened on as many cores as allowed.
    public init(key: DataKey, associatedData: [UInt8], cores: Cores = .all) {
        self.key = key
        self.associatedData = associatedData
        self.cores = cores
    }

    /// Takes ciphertext of any length, and gives the plaintext that is verified by now; often nothing, as segments are 1 MiB.
    ///
    /// After an error every further call throws it again.
    public func update(_ sealed: [UInt8]) throws(SealedDataError) -> [UInt8] {
        try once { () throws(SealedDataError) in
            pending.append(contentsOf: sealed)
            guard !pending.isEmpty, let cipher = try readHeader() else { return [] }
            // The last segment is known only by the stream's end: a full one waits until a byte follows it.
            return try open(segments: max(0, (pending.count - 1 + lead) / StreamLayout.segmentLength), last: false, cipher)
        }
    }

    /// Gives the last plaintext, if the stream was complete.
    public func finish() throws(SealedDataError) -> [UInt8] {
        let plaintext = try once { () throws(SealedDataError) in
            guard let cipher = try readHeader() else { throw .truncated }
            guard pending.count >= StreamLayout.tagLength + (segment == 0 ? 0 : 1) else { throw .truncated }
            return try open(segments: 1, last: true, cipher)
        }
        end = .finished
        return plaintext
    }

    /// What the header took from the segment that comes next.
    private var lead: Int { segment == 0 ? StreamLayout.headerLength : 0 }

    private func once(_ body: () throws(SealedDataError) -> [UInt8]) throws(SealedDataError) -> [UInt8] {
        if let end { throw end }
        do throws(SealedDataError) {
            return try body()
        } catch {
            end = error
            pending = []
            throw error
        }
    }

    private func readHeader() throws(SealedDataError) -> SegmentCipher? {
        if let cipher { return cipher }
        guard let first = pending.first else { throw .empty }
        guard first == StreamHeader.firstByte else { throw .notSealed }
        guard pending.count >= StreamLayout.headerLength else { return nil }
        let header = try pending.withRawBytes { bytes throws(SealedDataError) in try StreamHeader(bytes) }
        pending.removeFirst(StreamLayout.headerLength)
        cipher = SegmentCipher(key: key, header: header, associatedData: associatedData)
        return cipher
    }

    private func open(segments count: Int, last: Bool, _ cipher: SegmentCipher) throws(SealedDataError) -> [UInt8] {
        guard count > 0 else { return [] }
        guard count <= StreamLayout.maximumSegments - segment else { throw .tooLong }
        let lead = lead
        let first = segment
        let consumed = min(count * StreamLayout.segmentLength - lead, pending.count)
        let plaintextCount = consumed - count * StreamLayout.tagLength
        var output = [UInt8](unsafeUninitializedCapacity: plaintextCount) { $1 = plaintextCount }
        try output.withMutableRawBytes { [cores, pending] output throws(SealedDataError) in
            let output = SharedMemory(output)
            try pending.withRawBytes { pending throws(SealedDataError) in
                let pending = SharedMemory(pending)
                try cores.forEachSegment(0..<count) { index throws(SealedDataError) in
                    let start = index == 0 ? 0 : index * StreamLayout.segmentLength - lead
                    let end = min((index + 1) * StreamLayout.segmentLength - lead, consumed)
                    let plainStart = index == 0 ? 0 : index * StreamLayout.capacity - lead
                    let isLast = last && index == count - 1
                    let sealed = pending.reading(start..<end)
                    let plaintext = output.writing(plainStart..<plainStart + end - start - StreamLayout.tagLength)
                    guard cipher.open(sealed, segment: first + index, isLast: isLast, into: plaintext) else {
                        throw cipher.diagnosis(of: sealed, segment: first + index, isLast: isLast, segments: StreamLayout.maximumSegments)
                    }
                }
            }
        }
        pending.removeFirst(consumed)
        segment += count
        return output
    }
}
