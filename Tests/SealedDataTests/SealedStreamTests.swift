import Crypto
import Testing
import Wire

@testable import SealedData

@Suite struct SealedStreamTests {
    private let key = DataKey()
    private let data = Array("asset 7, version 1".utf8)

    @Test(arguments: edgeLengths) func `[69] What was sealed opens, at every length around a segment's edge`(_ length: Int) throws {
        let plaintext = pattern(length)
        let sealed = try SealedStream.seal(plaintext, key: key, associatedData: data)
        #expect(sealed.count == SealedStream.sealedLength(of: length))
        #expect(try SealedStream.plaintextLength(of: sealed.count) == length)
        #expect(try SealedStream.open(sealed, key: key, associatedData: data) == plaintext)
    }

    @Test func `Reused memory gives the same as fresh memory, on one core and on all`() throws {
        var sealed: [UInt8] = []
        var opened = pattern(77)
        for length in [3_000_000, 10, 1_048_520, 2_500_000, 0] {
            for cores in [Cores.one, .all, Cores(atMost: 3)] {
                try SealedStream.seal(pattern(length), key: key, associatedData: data, into: &sealed, cores: cores)
                try SealedStream.open(sealed, key: key, associatedData: data, into: &opened, cores: cores)
                #expect(opened == pattern(length))
            }
        }
    }

    @Test(arguments: TinkVector.all) func `Streams that Tink sealed open, and are made again byte for byte`(_ vector: TinkVector) throws {
        let key = try #require(TinkVector.key)
        let header = try #require([UInt8](hex: vector.header))
        let plaintext = pattern(vector.plaintextLength)
        var sealed: [UInt8] = []
        try SealedStream.seal(
            plaintext, header: try header.withRawBytes { bytes throws(SealedDataError) in try StreamHeader(bytes) }, key: key,
            associatedData: Array(vector.associatedData.utf8), into: &sealed, cores: .all)
        #expect(sealed.count == vector.sealedLength)
        #expect(Array(SHA256.hash(data: sealed)).hex == vector.sealedDigest)
        if let short = vector.sealed { #expect(sealed.dropFirst(40).hex == short) }
        #expect(try SealedStream.open(sealed, key: key, associatedData: Array(vector.associatedData.utf8)) == plaintext)
    }

    @Test func `The copy-free cipher and swift-crypto's own interface give the same`() throws {
        let header = StreamHeader()
        let direct = SegmentCipher(key: key, header: header, associatedData: data)
        let plain = SegmentCipher(key: key, header: header, associatedData: data, direct: false)
        #if os(Linux)
            #expect(direct.isDirect)
        #endif
        #expect(!plain.isDirect)
        for length in [0, 1, 16, 1_000, StreamLayout.capacity] {
            let plaintext = pattern(length)
            for (index, isLast) in [(0, false), (0, true), (7, false), (1 << 31, true)] {
                var sealed = [[UInt8]](repeating: Array(repeating: 0, count: length + 16), count: 2)
                for (number, cipher) in [direct, plain].enumerated() {
                    try plaintext.withRawBytes { plaintext throws(SealedDataError) in
                        try sealed[number].withMutableRawBytes { output throws(SealedDataError) in
                            try cipher.seal(plaintext, segment: index, isLast: isLast, into: output)
                        }
                    }
                }
                #expect(sealed[0] == sealed[1])
                for cipher in [direct, plain] {
                    var opened = [UInt8](repeating: 0xff, count: length)
                    let verified = sealed[0].withUnsafeBytes { sealed in
                        opened.withUnsafeMutableBytes { cipher.open(sealed, segment: index, isLast: isLast, into: $0) }
                    }
                    #expect(verified && opened == plaintext)
                    sealed[0][length] ^= 1
                    let refused = sealed[0].withUnsafeBytes { sealed in
                        opened.withUnsafeMutableBytes { !cipher.open(sealed, segment: index, isLast: isLast, into: $0) }
                    }
                    sealed[0][length] ^= 1
                    #expect(refused)
                }
            }
        }
    }

    @Test func `[59][129] No two streams share salt, nonce prefix or key`() throws {
        var headers: Set<[UInt8]> = []
        for _ in 0..<200 { headers.insert(Array(try SealedStream.seal([1], key: key, associatedData: data).prefix(40))) }
        #expect(headers.count == 200)
        #expect(Set(headers.map { $0[1..<33] }).count == 200)
        #expect(headers.allSatisfy { $0[0] == 40 })
    }

    @Test func `[62][63] Another key and other associated data are refused`() throws {
        let sealed = try SealedStream.seal(pattern(2_000_000), key: key, associatedData: data)
        #expect(refusal { _ = try SealedStream.open(sealed, key: DataKey(), associatedData: data) } == .wrongKeyOrAssociatedData)
        for other in [[], data + [0], data.dropLast(), Array("asset 7, version 2".utf8)] {
            #expect(refusal { _ = try SealedStream.open(sealed, key: key, associatedData: Array(other)) } == .wrongKeyOrAssociatedData)
        }
    }

    @Test func `[65] More than 2³² segments are refused, and no length traps`() {
        #expect(StreamLayout.maximumPlaintextLength == (1 << 32) * 1_048_560 - 40)
        #expect(refusal { _ = try StreamLayout(plaintextLength: StreamLayout.maximumPlaintextLength + 1) } == .tooLong)
        #expect((try? StreamLayout(plaintextLength: StreamLayout.maximumPlaintextLength))?.segments == 1 << 32)
        #expect(SealedStream.sealedLength(of: .max) == .max)
        #expect(SealedStream.sealedLength(of: -1) == .max)
        for length in [Int.max, 1 << 53] { #expect(refusal { _ = try SealedStream.plaintextLength(of: length) } == .tooLong) }
        for length in [0, -1, Int.min] { #expect(refusal { _ = try SealedStream.plaintextLength(of: length) } == .empty) }
    }

    @Test func `Every plaintext length has one sealed length`() throws {
        let edges = [0, 1_048_576, 2_097_152, 3_145_728]
        for length in edges.flatMap({ max(1, $0 - 60)...$0 + 60 }) {
            if let plaintext = try? SealedStream.plaintextLength(of: length) {
                #expect(SealedStream.sealedLength(of: plaintext) == length)
            } else {
                #expect(length < 56 || (1...16).contains(length % 1_048_576))
            }
        }
    }
}
