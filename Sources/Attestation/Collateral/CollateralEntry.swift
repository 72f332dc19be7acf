import Crypto
import Wire

/// An answer as it is kept, with when it came and by what its source knows it again: one file of a cache (docs/spec/collateral-fetching.md).
///
/// Whoever can write the file can write any entry: its digest finds damage, not forgery. What it holds is verified wherever it is used.
package struct CollateralEntry: Hashable, Sendable {
    /// What every file begins with.
    package static let magic = Array("CLOISTEC".utf8)
    /// The one version.
    package static let version: UInt64 = 1
    /// The longest file.
    package static let maximumLength = 2 << 20

    /// The address that was asked.
    package let address: String
    /// When it was asked last, and agreed: seconds since 1970.
    package var fetchedAt: UInt64
    /// Until when it need not be asked again: seconds since 1970.
    package var freshUntil: UInt64
    /// `ETag`, for `If-None-Match`.
    package let tag: String?
    /// `Last-Modified`, for `If-Modified-Since`.
    package let lastModified: String?
    /// The header with the chain of who signed the body.
    package let issuerChain: [UInt8]?
    /// The answer's body.
    package let body: [UInt8]

    package init(
        address: String, fetchedAt: UInt64, freshUntil: UInt64, tag: String?, lastModified: String?, issuerChain: [UInt8]?, body: [UInt8]
    ) {
        (self.address, self.fetchedAt, self.freshUntil) = (address, fetchedAt, freshUntil)
        (self.tag, self.lastModified, self.issuerChain, self.body) = (tag, lastModified, issuerChain, body)
    }

    /// The one encoding: the magic, SHA-256 of what follows, a CBOR map with the keys 0 to 7. Absent members are empty.
    package var encoded: [UInt8] {
        let values: [CBOR] = [
            .unsigned(Self.version), .text(address), .unsigned(fetchedAt), .unsigned(freshUntil), .text(tag ?? ""),
            .text(lastModified ?? ""), .bytes(issuerChain ?? []), .bytes(body),
        ]
        let pairs = values.enumerated().map { CBORMap.Pair(key: .unsigned(UInt64($0.offset)), value: $0.element) }
        let content = CBOR.map(CBORMap(distinct: pairs)).encoded
        return Self.magic + Array(SHA256.hash(data: content)) + content
    }

    /// Reads a file; nil for one that is damaged, of another version, or not the one encoding.
    package init?(decoding file: [UInt8]) {
        guard file.count <= Self.maximumLength, file.starts(with: Self.magic), file.count > Self.magic.count + 32 else { return nil }
        let content = Array(file[(Self.magic.count + 32)...])
        let limits = CBORLimits(length: Self.maximumLength, items: 32, depth: 2)
        guard let map = (try? CBOR(decoding: content, within: limits))?.pairs,
            map.pairs.map(\.key) == (0..<8).map({ CBOR.unsigned($0) })
        else { return nil }
        let values = map.pairs.map(\.value)
        guard values[0] == .unsigned(Self.version), let address = values[1].textString, let fetchedAt = values[2].integer,
            let freshUntil = values[3].integer, let tag = values[4].textString, let lastModified = values[5].textString,
            let chain = values[6].byteString, let body = values[7].byteString, fetchedAt >= 0, freshUntil >= 0
        else { return nil }
        self.init(
            address: address, fetchedAt: UInt64(fetchedAt), freshUntil: UInt64(freshUntil), tag: tag.isEmpty ? nil : tag,
            lastModified: lastModified.isEmpty ? nil : lastModified, issuerChain: chain.isEmpty ? nil : chain, body: body)
        // The digest too is written anew.
        guard encoded == file else { return nil }
    }
}
