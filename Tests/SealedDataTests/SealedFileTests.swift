import Crypto
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@testable import SealedData

@Suite struct SealedFileTests {
    private let key = DataKey()
    private let data = Array("asset 7".utf8)

    @Test(arguments: [0, 1, 1_048_520, 1_048_521, 2_097_080, 7_000_000], [Cores.one, .all, Cores(atMost: 5)])
    func `[69] Files are sealed and opened like memory`(_ length: Int, _ cores: Cores) throws {
        let scratch = try Scratch()
        let plaintext = pattern(length)
        let source = try scratch.file("plain", plaintext)
        let sealed = try scratch.file("sealed")
        let opened = try scratch.file("opened")
        let summary = try SealedFile.seal(path: source, to: sealed, key: key, associatedData: data, cores: cores)
        let ciphertext = try content(of: sealed)
        #expect(summary.plaintextLength == length)
        #expect(summary.ciphertextLength == ciphertext.count)
        #expect(summary.ciphertextDigest == Array(SHA256.hash(data: ciphertext)))
        #expect(try SealedStream.open(ciphertext, key: key, associatedData: data) == plaintext)
        let again = try SealedFile.open(
            path: sealed, to: opened, key: key, associatedData: data, digest: summary.ciphertextDigest, cores: cores)
        #expect(again == summary)
        #expect(try content(of: opened) == plaintext)
        #expect(try scratch.names == ["opened", "plain", "sealed"])
    }

    @Test func `[119] What is written, its owner alone may read`() throws {
        let scratch = try Scratch()
        let source = try scratch.file("plain", pattern(10))
        let sealed = try scratch.file("sealed", [1, 2, 3])
        chmod(sealed, 0o666)
        _ = try SealedFile.seal(path: source, to: sealed, key: key, associatedData: data)
        let opened = try scratch.file("opened")
        _ = try SealedFile.open(path: sealed, to: opened, key: key, associatedData: data)
        for path in [sealed, opened] { #expect(try File(readingAt: path, followingLinks: false).status().permissions == 0o600) }
    }

    @Test func `Progress grows to the end, one call at a time`() throws {
        let scratch = try Scratch()
        let source = try scratch.file("plain", pattern(5_000_000))
        let sealed = try scratch.file("sealed")
        for opening in [false, true] {
            let seen = Mutex<[Int]>([])
            let progress: SealedFile.Progress = { done, total in
                #expect(total == 5_000_000)
                seen.withLock { $0.append(done) }
            }
            if opening {
                _ = try SealedFile.open(
                    path: sealed, to: try scratch.file("opened"), key: key, associatedData: data, progress: progress)
            } else {
                _ = try SealedFile.seal(path: source, to: sealed, key: key, associatedData: data, progress: progress)
            }
            let values = seen.withLock { $0 }
            #expect(values == values.sorted() && values.count == 5 && values.last == 5_000_000)
        }
    }

    @Test func `[60][61][62][68] A file that does not verify leaves nothing behind`() throws {
        let scratch = try Scratch()
        let whole = try SealedStream.seal(pattern(5_000_000), key: key, associatedData: data)
        var flipped = whole
        flipped[3_500_000] ^= 1
        let segment = 1 << 20
        let cases: [([UInt8], SealedDataError)] = [
            ([], .empty), ([40], .truncated), ([41] + whole.dropFirst(), .notSealed), (flipped, .damaged(segment: 3)),
            (Array(whole.prefix(2 * segment)), .truncated), (Array(whole.prefix(2 * segment - 1)), .damaged(segment: 1)),
            (Array(whole.prefix(segment)) + whole[2 * segment..<3 * segment] + whole[segment...], .reordered(segment: 1)),
        ]
        for (sealed, expected) in cases {
            let path = try scratch.file("sealed", sealed)
            let opened = try scratch.file("opened")
            #expect(refusal { _ = try SealedFile.open(path: path, to: opened, key: key, associatedData: data) } == expected)
            #expect(try scratch.names == ["sealed"])
        }
        let path = try scratch.file("sealed", whole)
        let opened = try scratch.file("opened", [9])
        #expect(
            refusal { _ = try SealedFile.open(path: path, to: opened, key: DataKey(), associatedData: data) } == .wrongKeyOrAssociatedData)
        #expect(
            refusal { _ = try SealedFile.open(path: path, to: opened, key: key, associatedData: data, digest: pattern(32)) }
                == .digestMismatch)
        #expect(try content(of: opened) == [9])
        #expect(try scratch.names == ["opened", "sealed"])
    }

    @Test func `A file opens into a descriptor, which is empty after an error`() throws {
        let scratch = try Scratch()
        let plaintext = pattern(3_000_000)
        let sealed = try scratch.file("sealed", try SealedStream.seal(plaintext, key: key, associatedData: data))
        let target = try scratch.file("target", [])
        let descriptor = open(target, O_RDWR)
        defer { close(descriptor) }
        _ = try SealedFile.open(path: sealed, toDescriptor: descriptor, key: key, associatedData: data)
        #expect(try content(of: target) == plaintext)
        ftruncate(descriptor, 0)
        var damaged = try content(of: sealed)
        damaged[damaged.count - 1] ^= 1
        let path = try scratch.file("damaged", damaged)
        #expect(
            refusal { _ = try SealedFile.open(path: path, toDescriptor: descriptor, key: key, associatedData: data) }
                == .damaged(segment: 2))
        #expect(try content(of: target).isEmpty)
    }

    @Test func `[76] What is no ordinary file is refused, without waiting`() throws {
        let scratch = try Scratch()
        let pipe = try scratch.file("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let target = try scratch.file("sealed")
        for path in [pipe, scratch.path, "/dev/zero"] {
            #expect(refusal { _ = try SealedFile.seal(path: path, to: target, key: key, associatedData: data) } == .notARegularFile)
        }
        let absent = try scratch.file("absent")
        #expect(
            refusal { _ = try SealedFile.seal(path: absent, to: target, key: key, associatedData: data) }
                == .system(operation: "opening the file", number: ENOENT))
        let source = try scratch.file("plain", [1])
        for place in [scratch.path + "/none/sealed", scratch.path + "/", "", ".."] {
            #expect(refusal { _ = try SealedFile.seal(path: source, to: place, key: key, associatedData: data) } != nil)
        }
        #expect(try scratch.names == ["pipe", "plain"])
    }
}
