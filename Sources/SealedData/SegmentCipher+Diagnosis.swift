extension SegmentCipher {
    /// How many other positions are tried when a segment does not verify at its own.
    private static let positionsTried = 64

    /// Opens a segment or says, as well as it can be known, what was done to the stream.
    func open(
        _ sealed: UnsafeRawBufferPointer, segment: Int, of layout: StreamLayout, into output: UnsafeMutableRawBufferPointer
    ) throws(SealedDataError) {
        let isLast = layout.isLast(segment)
        guard !open(sealed, segment: segment, isLast: isLast, into: output) else { return }
        throw diagnosis(of: sealed, segment: segment, isLast: isLast, segments: layout.segments)
    }

    /// Why a segment does not verify. Opens it under the nonces of other positions, and discards what comes out.
    func diagnosis(of sealed: UnsafeRawBufferPointer, segment: Int, isLast: Bool, segments: Int) -> SealedDataError {
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: max(sealed.count, 1), alignment: 16)
        defer {
            wipe(scratch)
            scratch.deallocate()
        }
        if open(sealed, segment: segment, isLast: !isLast, into: scratch) { return isLast ? .truncated : .extended }
        if segment == 0 { return .wrongKeyOrAssociatedData }
        let nearest = max(0, segment - Self.positionsTried / 2)..<min(segments, segment + Self.positionsTried / 2)
        for position in nearest where position != segment {
            if open(sealed, segment: position, isLast: false, into: scratch) || open(sealed, segment: position, isLast: true, into: scratch)
            {
                return .reordered(segment: segment)
            }
        }
        return .damaged(segment: segment)
    }
}
