/// Sealing and opening of whole files: constant memory, segments on all cores, and a result that appears only when it is complete.
public enum SealedFile {
    /// What sealing or opening a file found out. Lengths are in bytes.
    public struct Summary: Hashable, Sendable {
        /// SHA-256 of the sealed file.
        public let ciphertextDigest: [UInt8]
        /// The sealed file's length.
        public let ciphertextLength: Int
        /// The plaintext's length.
        public let plaintextLength: Int
    }

    /// Called with the plaintext bytes that are done, growing, and their total; on any thread, one call at a time.
    public typealias Progress = @Sendable (_ done: Int, _ total: Int) -> Void

    /// Seals the file at `path` to `destination`, which is replaced as a whole, and which its owner alone may read.
    public static func seal(
        path: String, to destination: String, key: DataKey, associatedData: [UInt8], cores: Cores = .all, progress: Progress? = nil
    ) throws(SealedDataError) -> Summary {
        let source = try File(readingAt: path, followingLinks: true)
        let length = try source.status().length
        let layout = try StreamLayout(plaintextLength: length)
        let header = StreamHeader()
        let cipher = SegmentCipher(key: key, header: header, associatedData: associatedData)
        let (folder, name) = try place(of: destination)
        let target = try folder.makeTemporaryFile()
        let output = target.file
        let digest = try FilePipeline(layout: layout, cores: cores, report: progress).run {
            segment, block, memory throws(SealedDataError) in
            let range = layout.plaintextRange(segment)
            let plaintext = UnsafeMutableRawBufferPointer(rebasing: memory[..<range.count])
            try source.read(plaintext, at: range.lowerBound)
            if segment == 0 { block.copyBytes(from: header.bytes) }
            let blockRange = layout.blockRange(segment)
            let lead = layout.sealedRange(segment).lowerBound - blockRange.lowerBound
            try cipher.seal(
                UnsafeRawBufferPointer(plaintext), segment: segment, isLast: layout.isLast(segment),
                into: UnsafeMutableRawBufferPointer(rebasing: block[lead...]))
            try output.write(UnsafeRawBufferPointer(block), at: blockRange.lowerBound)
        }
        guard try source.status().length == length else { throw .changedWhileRead }
        try target.commit(as: name)
        return Summary(ciphertextDigest: digest, ciphertextLength: layout.sealedLength, plaintextLength: layout.plaintextLength)
    }

    /// Opens the sealed file at `path` to `destination`, which appears only if all of it verified, and which its owner alone may read.
    ///
    /// With a `digest`, a sealed file of another SHA-256 is refused with `digestMismatch`.
    public static func open(
        path: String, to destination: String, key: DataKey, associatedData: [UInt8], digest: [UInt8]? = nil, cores: Cores = .all,
        progress: Progress? = nil
    ) throws(SealedDataError) -> Summary {
        let (folder, name) = try place(of: destination)
        let target = try folder.makeTemporaryFile()
        let summary = try open(
            File(readingAt: path, followingLinks: true), to: target.file, key: key, associatedData: associatedData, digest: digest,
            cores: cores, progress: progress)
        try target.commit(as: name)
        return summary
    }

    /// Opens the sealed file at `path` into an open, empty, seekable file such as a memory file. After an error that file is empty.
    ///
    /// Nobody else may read that file before this returns: it fills while later segments are still unverified.
    public static func open(
        path: String, toDescriptor descriptor: Int32, key: DataKey, associatedData: [UInt8], digest: [UInt8]? = nil, cores: Cores = .all,
        progress: Progress? = nil
    ) throws(SealedDataError) -> Summary {
        let target = File(borrowing: descriptor)
        do throws(SealedDataError) {
            return try open(
                File(readingAt: path, followingLinks: true), to: target, key: key, associatedData: associatedData, digest: digest,
                cores: cores, progress: progress)
        } catch {
            try target.truncate()
            throw error
        }
    }

    private static func open(
        _ source: File, to target: File, key: DataKey, associatedData: [UInt8], digest expected: [UInt8]?, cores: Cores, progress: Progress?
    ) throws(SealedDataError) -> Summary {
        let length = try source.status().length
        guard length > 0 else { throw .empty }
        var start = [UInt8](repeating: 0, count: min(length, StreamLayout.headerLength))
        let header = try start.withMutableRawBytes { bytes throws(SealedDataError) in
            try source.read(bytes, at: 0)
            return try StreamHeader(UnsafeRawBufferPointer(bytes))
        }
        let layout = try StreamLayout(sealedLength: length)
        let cipher = SegmentCipher(key: key, header: header, associatedData: associatedData)
        let digest = try FilePipeline(layout: layout, cores: cores, report: progress).run {
            segment, block, memory throws(SealedDataError) in
            let blockRange = layout.blockRange(segment)
            try source.read(block, at: blockRange.lowerBound)
            let lead = layout.sealedRange(segment).lowerBound - blockRange.lowerBound
            let range = layout.plaintextRange(segment)
            let plaintext = UnsafeMutableRawBufferPointer(rebasing: memory[..<range.count])
            try cipher.open(UnsafeRawBufferPointer(rebasing: block[lead...]), segment: segment, of: layout, into: plaintext)
            try target.write(UnsafeRawBufferPointer(plaintext), at: range.lowerBound)
        }
        if let expected, expected != digest { throw .digestMismatch }
        return Summary(ciphertextDigest: digest, ciphertextLength: length, plaintextLength: layout.plaintextLength)
    }

    private static func place(of destination: String) throws(SealedDataError) -> (Folder, String) {
        let parts = destination.split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.last, !name.isEmpty, name != ".", name != ".." else { throw .notARegularFile }
        let path = parts.count == 1 ? "." : parts.dropLast().joined(separator: "/")
        return (try Folder(path: path.isEmpty ? "/" : path, followingLinks: true), String(name))
    }
}
