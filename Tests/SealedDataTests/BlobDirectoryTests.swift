import Crypto
import Testing
import Wire

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@testable import SealedData

@Suite struct BlobDirectoryTests {
    @Test(arguments: [0, 1, 100_000, 3_000_000]) func `A blob is found under its digest`(_ length: Int) async throws {
        let scratch = try Scratch()
        let blobs = try BlobDirectory(path: scratch.path + "/blobs")
        let bytes = pattern(length)
        let digest = try blobs.write(bytes)
        #expect(digest == Array(SHA256.hash(data: bytes)))
        #expect(blobs.contains(digest))
        #expect(try blobs.size(of: digest) == length)
        #expect(try blobs.read(digest) == bytes)
        #expect(try content(of: blobs.path(of: digest)) == bytes)
        #expect(try await blobs.write(stream(bytes), atMost: length, expecting: digest) == digest)
        #expect(try blobs.remove(digest))
        #expect(try !blobs.remove(digest))
        #expect(!blobs.contains(digest))
    }

    @Test func `A blob is read piece by piece`() throws {
        let scratch = try Scratch()
        let blobs = try BlobDirectory(path: scratch.path + "/blobs")
        let bytes = pattern(250_000)
        let reader = try blobs.reader(of: blobs.write(bytes))
        var read: [UInt8] = []
        while let piece = try reader.next(atMost: 65_536) {
            #expect((1...65_536).contains(piece.count))
            read += piece
        }
        #expect(read == bytes)
        #expect(try reader.next(atMost: 1) == nil)
        let empty = try blobs.reader(of: blobs.write([]))
        #expect(try empty.next(atMost: 10) == nil)
    }

    @Test func `[75] More than the limit is refused and leaves nothing behind`() async throws {
        let scratch = try Scratch()
        let blobs = try BlobDirectory(path: scratch.path)
        let error = await refusal { _ = try await blobs.write(stream(pattern(200_000)), atMost: 199_999) }
        #expect(error == .tooLarge(limit: 199_999))
        let mismatch = await refusal { _ = try await blobs.write(stream(pattern(200)), atMost: 1_000, expecting: pattern(32)) }
        #expect(mismatch == .digestMismatch)
        do {
            let writer = try blobs.writer(atMost: 10)
            try writer.append([1, 2, 3])
            #expect(refusal { try writer.append(pattern(8)) } == .tooLarge(limit: 10))
            #expect(refusal { try writer.append([]) } == .finished)
            #expect(refusal { _ = try writer.finish() } == .finished)
        }
        #expect(try scratch.names.isEmpty)
        let digest = try blobs.write(pattern(100))
        #expect(refusal { _ = try blobs.read(digest, atMost: 99) } == .tooLarge(limit: 99))
    }

    @Test func `[39][105] A blob that was altered on disk is refused`() throws {
        let scratch = try Scratch()
        let blobs = try BlobDirectory(path: scratch.path)
        let bytes = pattern(1_000)
        let digest = try blobs.write(bytes)
        for altered in [[bytes[0] ^ 1] + bytes.dropFirst(), Array(bytes.dropLast()), bytes + [0], []] {
            _ = try scratch.file(digest.hex, altered)
            #expect(refusal { _ = try blobs.read(digest) } == .digestMismatch)
        }
        // Storing it again repairs it.
        try blobs.write(bytes)
        #expect(try blobs.read(digest) == bytes)
    }

    @Test func `[76] Links, pipes and folders in the place of a blob are refused`() throws {
        let scratch = try Scratch()
        let blobs = try BlobDirectory(path: scratch.path + "/blobs")
        let digest = try blobs.write(pattern(10))
        let path = blobs.path(of: digest)
        let elsewhere = try scratch.file("elsewhere", pattern(10))
        unlink(path)
        #expect(refusal { _ = try blobs.read(digest) } == .notFound)
        #expect(symlink(elsewhere, path) == 0)
        #expect(refusal { _ = try blobs.read(digest) } == .notARegularFile)
        unlink(path)
        #expect(mkfifo(path, 0o600) == 0)
        #expect(refusal { _ = try blobs.read(digest) } == .notARegularFile)
        unlink(path)
        #expect(mkdir(path, 0o700) == 0)
        #expect(refusal { _ = try blobs.read(digest) } == .notARegularFile)
        for malformed in [[], Array("../../../etc/passwd".utf8), pattern(31), pattern(33)] {
            #expect(refusal { _ = try blobs.read(malformed) } == .notFound)
            #expect(!blobs.contains(malformed))
        }
    }

    @Test func `[119] The folder is closed to others, and is no link`() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/blobs"
        #expect(mkdir(path, 0o777) == 0)
        chmod(path, 0o777)
        let blobs = try BlobDirectory(path: path)
        #expect(try File(owning: open(path, O_RDONLY)).status().permissions == 0o700)
        let digest = try blobs.write([1])
        #expect(try File(readingAt: blobs.path(of: digest), followingLinks: false).status().permissions == 0o600)
        let link = scratch.path + "/link"
        #expect(symlink(path, link) == 0)
        #expect(refusal { _ = try BlobDirectory(path: link) } == .notARegularFile)
        let file = try scratch.file("file", [])
        #expect(refusal { _ = try BlobDirectory(path: file) } == .notARegularFile)
        #expect(
            refusal { _ = try BlobDirectory(path: scratch.path + "/none/blobs") } == .system(operation: "making the folder", number: ENOENT)
        )
    }

    @Test func `[103] What a killed writer left is removed at the next start, and what a living one writes is not`() throws {
        let scratch = try Scratch()
        let blobs = try BlobDirectory(path: scratch.path)
        let left = try scratch.file(Folder.temporaryPrefix + "dead", [1, 2, 3])
        let writer = try blobs.writer(atMost: 10)
        try writer.append([1, 2, 3])
        _ = try BlobDirectory(path: scratch.path)
        #expect(access(left, F_OK) != 0)
        let digest = try writer.finish()
        #expect(try blobs.read(digest) == [1, 2, 3])
        #expect(try scratch.names == [digest.hex])
    }

    private func stream(_ bytes: [UInt8]) -> AsyncStream<[UInt8]> {
        AsyncStream { continuation in
            for start in stride(from: 0, to: bytes.count, by: 30_000) {
                continuation.yield(Array(bytes[start..<min(start + 30_000, bytes.count)]))
            }
            continuation.finish()
        }
    }
}
