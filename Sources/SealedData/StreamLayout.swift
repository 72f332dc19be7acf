/// Where the segments of a sealed stream lie (docs/spec/sealed-data.md, "Layout"). All lengths in bytes.
struct StreamLayout: Equatable, Sendable {
    /// A ciphertext segment; the first one includes the header.
    static let segmentLength = 1 << 20
    static let tagLength = 16
    static let headerLength = 40
    /// The plaintext of every segment but the first and the last.
    static let capacity = segmentLength - tagLength
    static let firstCapacity = capacity - headerLength
    static let maximumSegments = 1 << 32
    static let maximumPlaintextLength = maximumSegments * capacity - headerLength

    let plaintextLength: Int
    let segments: Int

    var sealedLength: Int { plaintextLength + Self.headerLength + segments * Self.tagLength }

    init(plaintextLength: Int) throws(SealedDataError) {
        guard (0...Self.maximumPlaintextLength).contains(plaintextLength) else { throw .tooLong }
        self.plaintextLength = plaintextLength
        segments = max(1, (plaintextLength + Self.headerLength + Self.capacity - 1) / Self.capacity)
    }

    init(sealedLength: Int) throws(SealedDataError) {
        guard sealedLength > 0 else { throw .empty }
        guard sealedLength <= Self.maximumSegments * Self.segmentLength else { throw .tooLong }
        segments = (sealedLength + Self.segmentLength - 1) / Self.segmentLength
        plaintextLength = sealedLength - Self.headerLength - segments * Self.tagLength
        // Only a stream of one segment may have an empty last segment, so that every plaintext length has one sealed length.
        let last = sealedLength - (segments - 1) * Self.segmentLength
        guard last >= (segments == 1 ? Self.headerLength + Self.tagLength : Self.tagLength + 1) else { throw .truncated }
    }

    func isLast(_ segment: Int) -> Bool { segment == segments - 1 }

    func plaintextRange(_ segment: Int) -> Range<Int> {
        let start = segment == 0 ? 0 : segment * Self.capacity - Self.headerLength
        return start..<min((segment + 1) * Self.capacity - Self.headerLength, plaintextLength)
    }

    /// Without the header, for the first segment.
    func sealedRange(_ segment: Int) -> Range<Int> {
        let start = segment == 0 ? Self.headerLength : segment * Self.segmentLength
        return start..<min((segment + 1) * Self.segmentLength, sealedLength)
    }

    /// With the header, for the first segment.
    func blockRange(_ segment: Int) -> Range<Int> {
        segment * Self.segmentLength..<min((segment + 1) * Self.segmentLength, sealedLength)
    }
}
