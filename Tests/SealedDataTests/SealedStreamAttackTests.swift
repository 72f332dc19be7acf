import Testing

@testable import SealedData

/// What an attacker who holds the ciphertext can do to it.
@Suite struct SealedStreamAttackTests {
    private let key = DataKey()
    private let data = Array("asset 7".utf8)
    private let segment = 1 << 20

    @Test func `[60] Every truncation of a short stream is refused`() throws {
        let sealed = try SealedStream.seal(pattern(100), key: key, associatedData: data)
        for length in 0..<sealed.count {
            let cut = Array(sealed.prefix(length))
            let expected: SealedDataError = length == 0 ? .empty : length < 56 ? .truncated : .wrongKeyOrAssociatedData
            #expect(refusal { _ = try SealedStream.open(cut, key: key, associatedData: data) } == expected)
            #expect(refusal { _ = try openInPieces(cut, of: 13) } == expected)
        }
    }

    @Test func `[60] A stream cut at or near a segment's edge is refused`() throws {
        let sealed = try SealedStream.seal(pattern(3 * segment), key: key, associatedData: data)
        for edge in [segment, 2 * segment, 3 * segment] {
            for length in [edge - 17, edge - 1, edge, edge + 1, edge + 15, edge + 16, edge + 17] where length < sealed.count {
                let cut = Array(sealed.prefix(length))
                let error = try #require(refusal { _ = try SealedStream.open(cut, key: key, associatedData: data) })
                switch length - edge {
                case 0, 1...16: #expect(error == .truncated)
                case ..<0: #expect(error == (edge == segment ? .wrongKeyOrAssociatedData : .damaged(segment: edge / segment - 1)))
                default: #expect(error == .damaged(segment: edge / segment))
                }
                #expect(refusal { _ = try openInPieces(cut, of: 300_000) } == error)
            }
        }
    }

    @Test func `Every flipped bit of a short stream is refused`() throws {
        let sealed = try SealedStream.seal(pattern(33), key: key, associatedData: data)
        for index in sealed.indices {
            for bit in 0..<8 {
                var altered = sealed
                altered[index] ^= 1 << bit
                let expected: SealedDataError = index == 0 ? .notSealed : .wrongKeyOrAssociatedData
                #expect(refusal { _ = try SealedStream.open(altered, key: key, associatedData: data) } == expected)
            }
        }
    }

    @Test func `[67] Another format byte is refused`() throws {
        var sealed = try SealedStream.seal(pattern(33), key: key, associatedData: data)
        for first in UInt8.min ... .max where first != 40 {
            sealed[0] = first
            #expect(refusal { _ = try SealedStream.open(sealed, key: key, associatedData: data) } == .notSealed)
            #expect(refusal { _ = try openInPieces(sealed, of: 1) } == .notSealed)
        }
    }

    @Test func `A byte flipped in a later segment is refused, and that segment is named`() throws {
        let sealed = try SealedStream.seal(pattern(3 * segment), key: key, associatedData: data)
        for (index, number) in [(segment, 1), (2 * segment - 1, 1), (2 * segment + 5, 2), (sealed.count - 1, 3)] {
            var altered = sealed
            altered[index] ^= 0x80
            #expect(refusal { _ = try SealedStream.open(altered, key: key, associatedData: data) } == .damaged(segment: number))
            #expect(refusal { _ = try openInPieces(altered, of: 700_001) } == .damaged(segment: number))
        }
    }

    @Test func `[61] Reordered and duplicated segments are refused`() throws {
        let sealed = try SealedStream.seal(pattern(5 * segment), key: key, associatedData: data)
        let blocks = stride(from: 0, to: sealed.count, by: segment).map { Array(sealed[$0..<min($0 + segment, sealed.count)]) }
        for order in [[0, 2, 1, 3, 4, 5], [0, 1, 1, 3, 4, 5], [0, 1, 2, 2, 3, 4, 5], [0, 2, 3, 4, 5], [0, 1, 3, 2, 4, 5]] {
            let altered = order.flatMap { blocks[$0] }
            let first = try #require(order.indices.first { order[$0] != $0 })
            #expect(refusal { _ = try SealedStream.open(altered, key: key, associatedData: data) } == .reordered(segment: first))
            #expect(refusal { _ = try openInPieces(altered, of: 999_983) } == .reordered(segment: first))
        }
        // The first block alone carries the header, so that no other can take its place.
        let swapped = [1, 0, 2, 3, 4, 5].flatMap { blocks[$0] }
        #expect(refusal { _ = try SealedStream.open(swapped, key: key, associatedData: data) } != nil)
    }

    @Test func `[61] A segment of another stream under the same key is refused`() throws {
        let one = try SealedStream.seal(pattern(3 * segment), key: key, associatedData: data)
        let other = try SealedStream.seal(pattern(3 * segment), key: key, associatedData: data)
        for number in 1...2 {
            var spliced = one
            spliced.replaceSubrange(number * segment..<(number + 1) * segment, with: other[number * segment..<(number + 1) * segment])
            #expect(refusal { _ = try SealedStream.open(spliced, key: key, associatedData: data) } == .damaged(segment: number))
        }
        #expect(
            refusal { _ = try SealedStream.open(Array(other[..<40] + one[40...]), key: key, associatedData: data) }
                == .wrongKeyOrAssociatedData)
    }

    @Test func `Extended streams are refused`() throws {
        let full = try SealedStream.seal(pattern(2 * StreamLayout.capacity - 40), key: key, associatedData: data)
        #expect(full.count == 2 * segment)
        for extra in [17, 100, segment, segment + 17] {
            let altered = full + [UInt8](repeating: 0, count: extra)
            #expect(refusal { _ = try SealedStream.open(altered, key: key, associatedData: data) } == .extended)
            #expect(refusal { _ = try openInPieces(altered, of: 400_009) } == .extended)
        }
        let short = try SealedStream.seal(pattern(segment + 100), key: key, associatedData: data)
        #expect(refusal { _ = try SealedStream.open(short + [0], key: key, associatedData: data) } == .damaged(segment: 1))
        #expect(refusal { _ = try SealedStream.open(short + short, key: key, associatedData: data) } == .damaged(segment: 1))
    }

    @Test func `[68] No byte of a segment comes out before its tag is verified, and none after an error`() throws {
        let plaintext = pattern(4 * segment)
        var sealed = try SealedStream.seal(plaintext, key: key, associatedData: data)
        sealed[2 * segment + 9] ^= 1
        let opener = SealedStreamOpener(key: key, associatedData: data, cores: .one)
        var given: [UInt8] = []
        var error: SealedDataError?
        for start in stride(from: 0, to: sealed.count, by: 65_536) {
            do throws(SealedDataError) {
                given += try opener.update(Array(sealed[start..<min(start + 65_536, sealed.count)]))
                #expect(error == nil)
                // A segment that has not arrived in full, with a byte after it, is not given.
                #expect(given.count <= max(0, (start + 65_535) / segment * StreamLayout.capacity - 40))
            } catch let thrown {
                error = thrown
            }
        }
        #expect(error == .damaged(segment: 2))
        #expect(given == Array(plaintext.prefix(2 * StreamLayout.capacity - 40)))
        #expect(refusal { _ = try opener.finish() } == .damaged(segment: 2))

        var output = pattern(10)
        #expect(throws: SealedDataError.damaged(segment: 2)) {
            try SealedStream.open(sealed, key: key, associatedData: data, into: &output)
        }
        #expect(output.isEmpty)
    }

    @Test func `Random bytes are refused and never trap`() {
        for count in [1, 2, 39, 40, 41, 55, 56, 57, 100, 1_000, segment, segment + 1, segment + 20] {
            var bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max) }
            #expect(refusal { _ = try SealedStream.open(bytes, key: key, associatedData: data) } != nil)
            bytes[0] = 40
            #expect(refusal { _ = try SealedStream.open(bytes, key: key, associatedData: data) } != nil)
            #expect(refusal { _ = try openInPieces(bytes, of: 17) } != nil)
        }
    }

    private func openInPieces(_ sealed: [UInt8], of count: Int) throws(SealedDataError) -> [UInt8] {
        let opener = SealedStreamOpener(key: key, associatedData: data)
        var plaintext: [UInt8] = []
        for start in stride(from: 0, to: sealed.count, by: count) {
            plaintext += try opener.update(Array(sealed[start..<min(start + count, sealed.count)]))
        }
        return try plaintext + opener.finish()
    }
}
