#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

import Wire

/// A folder of ciphertexts, each under its own SHA-256.
///
/// A blob appears only when it is complete and durable. What is read is checked against its name, so that whoever can write the
/// folder can remove blobs, but not change them.
public struct BlobDirectory: Sendable {
    /// How long a blob's digest is, in bytes.
    public static let digestLength = 32
    /// The largest blob that `read` takes into memory unless told otherwise, in bytes.
    public static let defaultReadLimit = 1 << 30

    /// The folder's path, as given.
    public let path: String
    let folder: Folder

    /// Opens the folder, or makes it; its owner alone may enter it. Removes what writers that died left there.
    public init(path: String) throws(SealedDataError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw .system(operation: "making the folder", number: errno) }
        folder = try Folder(path: path, followingLinks: false)
        guard fchmod(folder.descriptor, 0o700) == 0 else { throw .system(operation: "closing the folder to others", number: errno) }
        self.path = path
        try folder.removeAbandonedTemporaryFiles()
    }

    /// Where a blob lies, or would lie. Nothing is verified: open it with its digest (`SealedFile.open`).
    public func path(of digest: [UInt8]) -> String { path + "/" + digest.hex }

    /// Whether there is a blob of this digest, by name.
    public func contains(_ digest: [UInt8]) -> Bool { (try? size(of: digest)) != nil }

    /// A blob's length in bytes.
    public func size(of digest: [UInt8]) throws(SealedDataError) -> Int { try file(of: digest).status().length }

    /// Stores bytes, durably on return, and gives their digest.
    @discardableResult
    public func write(_ bytes: [UInt8]) throws(SealedDataError) -> [UInt8] {
        let writer = try writer(atMost: bytes.count)
        try writer.append(bytes)
        return try writer.finish()
    }

    /// Stores a stream of at most `limit` bytes, durably on return, and gives its digest.
    ///
    /// With an expected digest, a stream of another one is refused with `digestMismatch` and leaves nothing behind.
    @discardableResult
    public func write<Stream: AsyncSequence>(
        _ stream: Stream, atMost limit: Int, expecting digest: [UInt8]? = nil
    ) async throws -> [UInt8] where Stream.Element == [UInt8] {
        let writer = try writer(atMost: limit)
        for try await chunk in stream { try writer.append(chunk) }
        return try writer.finish(expecting: digest)
    }

    /// Starts a blob of at most `limit` bytes.
    public func writer(atMost limit: Int) throws(SealedDataError) -> BlobWriter {
        BlobWriter(file: try folder.makeTemporaryFile(), limit: limit)
    }

    /// A whole blob, verified.
    public func read(_ digest: [UInt8], atMost limit: Int = Self.defaultReadLimit) throws(SealedDataError) -> [UInt8] {
        let reader = try reader(of: digest)
        guard reader.length <= limit else { throw .tooLarge(limit: limit) }
        return try reader.next(atMost: max(reader.length, 1)) ?? []
    }

    /// Reads a blob piece by piece.
    public func reader(of digest: [UInt8]) throws(SealedDataError) -> BlobReader {
        let file = try file(of: digest)
        return BlobReader(file: file, length: try file.status().length, digest: digest)
    }

    /// Removes a blob; says whether it was there.
    @discardableResult
    public func remove(_ digest: [UInt8]) throws(SealedDataError) -> Bool {
        guard digest.count == Self.digestLength, folder.remove(digest.hex) else { return false }
        try folder.synchronize()
        return true
    }

    func file(of digest: [UInt8]) throws(SealedDataError) -> File {
        guard digest.count == Self.digestLength else { throw .notFound }
        return try File(readingAt: digest.hex, in: folder, followingLinks: false)
    }
}
