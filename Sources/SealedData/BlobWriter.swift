import Crypto
import Wire

/// Writes one blob. Leaves nothing behind unless `finish` succeeds.
public final class BlobWriter {
    /// The bytes written so far.
    public private(set) var length = 0

    private let file: TemporaryFile
    private let limit: Int
    private var hasher = SHA256()
    private var isFinished = false

    init(file: TemporaryFile, limit: Int) {
        self.file = file
        self.limit = limit
    }

    /// Appends bytes; `tooLarge` once there would be more than the limit.
    public func append(_ bytes: [UInt8]) throws(SealedDataError) {
        guard !isFinished else { throw .finished }
        guard bytes.count <= limit - length else {
            isFinished = true
            throw .tooLarge(limit: limit)
        }
        do throws(SealedDataError) {
            try bytes.withRawBytes { [file, length] bytes throws(SealedDataError) in try file.file.write(bytes, at: length) }
        } catch {
            isFinished = true
            throw error
        }
        hasher.update(data: bytes)
        length += bytes.count
    }

    /// Makes the blob durable and visible, and gives its digest. With an expected digest, refuses another one.
    public func finish(expecting expected: [UInt8]? = nil) throws(SealedDataError) -> [UInt8] {
        guard !isFinished else { throw .finished }
        isFinished = true
        let digest = Array(hasher.finalize())
        if let expected, expected != digest { throw .digestMismatch }
        try file.commit(as: digest.hex)
        return digest
    }
}
