import Crypto

/// Reads one blob in order, and compares its digest before it gives the last piece.
///
/// Earlier pieces are unverified when they are given: trust a blob only when the reader has ended without an error.
public final class BlobReader {
    /// The blob's length in bytes.
    public let length: Int

    private let file: File
    private let digest: [UInt8]
    private var hasher = SHA256()
    private var offset = 0
    private var isFinished = false

    init(file: File, length: Int, digest: [UInt8]) {
        self.file = file
        self.length = length
        self.digest = digest
    }

    /// The next bytes, at most so many and at least one; nil at the end.
    public func next(atMost count: Int) throws(SealedDataError) -> [UInt8]? {
        guard !isFinished else { return nil }
        let count = min(max(count, 1), length - offset)
        var bytes = [UInt8](unsafeUninitializedCapacity: count) { $1 = count }
        try bytes.withMutableRawBytes { [file, offset] bytes throws(SealedDataError) in try file.read(bytes, at: offset) }
        hasher.update(data: bytes)
        offset += count
        if offset == length {
            isFinished = true
            guard Array(hasher.finalize()) == digest else { throw .digestMismatch }
        }
        return bytes.isEmpty ? nil : bytes
    }
}
