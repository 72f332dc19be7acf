#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Why sealed data was refused or could not be handled. Carries no key, no plaintext and no input bytes, so that it can be logged.
public enum SealedDataError: Error, Equatable, Sendable {
    /// There is not one byte, not even a header.
    case empty
    /// The first byte is not that of a sealed stream.
    case notSealed
    /// The first segment does not verify: the key, the associated data or the first megabyte is wrong.
    case wrongKeyOrAssociatedData
    /// The stream ends before its last segment, or inside the last one's tag.
    case truncated
    /// The segment that was written as the last one is followed by more.
    case extended
    /// A segment of this stream stands at another position than the one it was written for.
    case reordered(segment: Int)
    /// A segment after the first does not verify: it was altered, cut or taken from another stream.
    case damaged(segment: Int)
    /// The stream would have more than 2³² segments.
    case tooLong
    /// The key is not the one that was committed to.
    case wrongKey
    /// A data key is not 32 bytes long.
    case malformedKey
    /// A recipient key has the wrong length or is no valid X-Wing key.
    case malformedRecipientKey
    /// An envelope's fields have the wrong length.
    case malformedEnvelope
    /// An envelope was sealed to another key, for another purpose, or was altered.
    case envelopeRefused
    /// Bytes do not have the digest they are stored or expected under.
    case digestMismatch
    /// There is no blob of this digest.
    case notFound
    /// A blob is larger than allowed.
    case tooLarge(limit: Int)
    /// A path names something else than an ordinary file (or, for a blob directory, a folder).
    case notARegularFile
    /// A file changed its length while it was read.
    case changedWhileRead
    /// The sealer or opener was used after its end.
    case finished
    /// The operating system refused a file operation; the number is `errno`.
    case system(operation: String, number: Int32)
}

extension SealedDataError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .empty: "the sealed data is empty: not even its header is there"
        case .notSealed: "this is not sealed data: its first byte is not that of the format"
        case .wrongKeyOrAssociatedData: "the key or the associated data is wrong, or the first segment was altered"
        case .truncated: "the sealed data is truncated: its last segment is missing or incomplete"
        case .extended: "the sealed data was extended: bytes follow its last segment"
        case .reordered(let segment): "the sealed data was reordered: segment \(segment) belongs elsewhere"
        case .damaged(let segment): "the sealed data was altered or cut in segment \(segment)"
        case .tooLong: "the data is longer than a sealed stream can be"
        case .wrongKey: "the key is not the one that was committed to"
        case .malformedKey: "a data key must have exactly 32 bytes"
        case .malformedRecipientKey: "the recipient key is not a valid X-Wing key"
        case .malformedEnvelope: "the key envelope has a field of the wrong length"
        case .envelopeRefused: "the key envelope was sealed to another key or for another purpose, or was altered"
        case .digestMismatch: "the bytes do not have the digest they should have"
        case .notFound: "there is no blob of this digest"
        case .tooLarge(let limit): "the data is larger than the limit of \(limit) bytes"
        case .notARegularFile: "the path names something else than expected: sealed data lives in ordinary files and folders, without links"
        case .changedWhileRead: "the file changed while it was read; seal a copy that nobody writes to"
        case .finished: "the stream was used after its end"
        case .system(let operation, let number): "\(operation) failed: \(String(cString: strerror(number)))"
        }
    }
}
