import Crypto
import Testing
import Wire

@testable import Attestation

/// Files of a cache.
@Suite struct CollateralEntryTests {
    private let entry = CollateralEntry(
        address: "https://a.example/b?c", fetchedAt: 1_700_000_000, freshUntil: 1_700_003_600, tag: "\"1\"", lastModified: "then",
        issuerChain: [1, 2], body: [3, 4, 5])

    /// A file with another content under a digest that holds.
    private func file(_ values: [CBOR], tail: [UInt8] = []) -> [UInt8] {
        let pairs = values.enumerated().map { CBORMap.Pair(key: .unsigned(UInt64($0.offset)), value: $0.element) }
        let content = CBOR.map(CBORMap(distinct: pairs)).encoded + tail
        return CollateralEntry.magic + Array(SHA256.hash(data: content)) + content
    }

    private var values: [CBOR] {
        [
            .unsigned(1), .text("a"), .unsigned(2), .unsigned(3), .text(""), .text(""), .bytes([]), .bytes([1]),
        ]
    }

    @Test func `What is written is read`() throws {
        #expect(CollateralEntry(decoding: entry.encoded) == entry)
        let bare = try #require(CollateralEntry(decoding: file(values)))
        #expect(bare.tag == nil && bare.lastModified == nil && bare.issuerChain == nil && bare.body == [1])
    }

    @Test func `[105] Every file that is cut or changed is none`() {
        let whole = entry.encoded
        for place in 0..<whole.count {
            #expect(CollateralEntry(decoding: Array(whole.prefix(place))) == nil)
            var changed = whole
            changed[place] ^= 0x10
            #expect(CollateralEntry(decoding: changed) == nil)
        }
        #expect(CollateralEntry(decoding: whole + [0]) == nil)
    }

    @Test func `[105] A digest of another content, and an entry in another encoding, are none`() throws {
        let whole = file(values)
        #expect(CollateralEntry(decoding: whole) != nil)
        let digest = CollateralEntry.magic.count..<CollateralEntry.magic.count + 32
        #expect(CollateralEntry(decoding: Array(whole[..<digest.lowerBound] + Samples.bytes(0, 32) + whole[digest.upperBound...])) == nil)
        // The body's last byte is a value of its own: the file is of the right form with every value of it.
        #expect(CollateralEntry(decoding: Array(whole.dropLast() + [2])) == nil)
        #expect(CollateralEntry(decoding: file(values.dropLast() + [.bytes([2])])) != nil)
    }

    @Test func `[105] A file may be as long as the longest, and no byte longer`() throws {
        let bare = file(values).count
        // A body of two million bytes has a length of four more bytes than one of a single byte.
        for (excess, isRead) in [(0, true), (1, false), (39, false)] {
            let body = [UInt8](repeating: 0, count: CollateralEntry.maximumLength - bare - 3 + excess)
            let long = file(values.dropLast() + [.bytes(body)])
            #expect(long.count == CollateralEntry.maximumLength + excess)
            #expect((CollateralEntry(decoding: long) != nil) == isRead)
        }
    }

    @Test func `Files of another form are none, whatever their digest`() {
        for (place, value) in [(0, CBOR.unsigned(2)), (1, .bytes([])), (2, .text("")), (3, .negative(0)), (4, .unsigned(1)), (7, .null)] {
            var values = values
            values[place] = value
            #expect(CollateralEntry(decoding: file(values)) == nil, "\(place)")
        }
        #expect(CollateralEntry(decoding: file(values.dropLast())) == nil)
        #expect(CollateralEntry(decoding: file(values + [.null])) == nil)
        #expect(CollateralEntry(decoding: file(values, tail: [0])) == nil)
        #expect(CollateralEntry(decoding: CollateralEntry.magic + Array(SHA256.hash(data: [0x00])) + [0x00]) == nil)
        let long = [UInt8](repeating: 0, count: CollateralEntry.maximumLength)
        #expect(CollateralEntry(decoding: file(values.dropLast() + [.bytes(long)])) == nil)
    }
}
