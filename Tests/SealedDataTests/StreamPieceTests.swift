import Testing

@testable import SealedData

@Suite struct StreamPieceTests {
    private let key = DataKey()
    private let data = Array("asset 7".utf8)

    @Test(arguments: edgeLengths, [1_000_003, 4_000_000]) func `[69] Streams go piece by piece like in one`(_ length: Int, _ piece: Int)
        throws
    {
        let plaintext = pattern(length)
        let sealer = SealedStreamSealer(key: key, associatedData: data)
        var sealed: [UInt8] = []
        for part in pieces(plaintext, of: piece) { sealed += try sealer.update(part) }
        sealed += try sealer.finish()
        #expect(try SealedStream.open(sealed, key: key, associatedData: data) == plaintext)

        let opener = SealedStreamOpener(key: key, associatedData: data)
        var opened: [UInt8] = []
        for part in pieces(sealed, of: piece) { opened += try opener.update(part) }
        opened += try opener.finish()
        #expect(opened == plaintext)
    }

    @Test func `One byte at a time gives the same`() throws {
        let plaintext = pattern(300)
        let sealer = SealedStreamSealer(key: key, associatedData: data)
        var sealed: [UInt8] = []
        for byte in plaintext { sealed += try sealer.update([byte]) }
        sealed += try sealer.update([])
        sealed += try sealer.finish()
        let opener = SealedStreamOpener(key: key, associatedData: data)
        var opened = try opener.update([])
        for byte in sealed { opened += try opener.update([byte]) }
        opened += try opener.finish()
        #expect(opened == plaintext)
    }

    @Test func `[59] A sealer that is finished seals nothing more`() throws {
        let sealer = SealedStreamSealer(key: key, associatedData: data)
        let sealed = try sealer.finish()
        #expect(sealed.count == 56)
        #expect(refusal { _ = try sealer.update([1]) } == .finished)
        #expect(refusal { _ = try sealer.finish() } == .finished)
        let opener = SealedStreamOpener(key: key, associatedData: data)
        _ = try opener.update(sealed)
        #expect(try opener.finish().isEmpty)
        #expect(refusal { _ = try opener.update([1]) } == .finished)
    }

    @Test(arguments: [0, 1, 1_048_520, 1_048_521, 9_000_000]) func `Asynchronous sequences are sealed and opened as they are read`(
        _ length: Int
    ) async throws {
        let plaintext = pattern(length)
        let sealing = SealingSequence(chunks(plaintext, of: 100_000), key: key, associatedData: data)
        let opening = OpeningSequence(sealing, key: key, associatedData: data)
        var opened: [UInt8] = []
        for try await chunk in opening {
            #expect(!chunk.isEmpty)
            opened += chunk
        }
        #expect(opened == plaintext)
    }

    @Test func `[60] An asynchronous sequence that ends early is refused at its end`() async throws {
        let sealed = try SealedStream.seal(pattern(3_000_000), key: key, associatedData: data)
        for length in [0, 10, 1_048_576, 2_000_000, sealed.count - 1] {
            let opening = OpeningSequence(chunks(Array(sealed.prefix(length)), of: 64_000), key: key, associatedData: data)
            let error = await refusal { for try await _ in opening {} }
            #expect(error != nil)
        }
    }

    @Test func `An error of the base passes through`() async {
        struct Broken: Error {}
        let base = AsyncThrowingStream<[UInt8], any Error> {
            $0.yield([1, 2, 3])
            $0.finish(throwing: Broken())
        }
        await #expect(throws: Broken.self) {
            for try await _ in SealingSequence(base, key: key, associatedData: data) {}
        }
    }

    private func pieces(_ bytes: [UInt8], of count: Int) -> [[UInt8]] {
        stride(from: 0, to: bytes.count, by: count).map { Array(bytes[$0..<min($0 + count, bytes.count)]) }
    }

    private func chunks(_ bytes: [UInt8], of count: Int) -> AsyncStream<[UInt8]> {
        AsyncStream { continuation in
            for piece in pieces(bytes, of: count) { continuation.yield(piece) }
            continuation.finish()
        }
    }
}
