/// A CBOR map: its pairs in the order of the encoding, no key twice.
///
/// The order is kept because formats in use are not sorted, and what was signed must come out again as the same bytes.
public struct CBORMap: Hashable, Sendable {
    /// One pair.
    public struct Pair: Hashable, Sendable {
        /// What the value is found by.
        public let key: CBOR
        /// What the key stands for.
        public let value: CBOR

        package init(key: CBOR, value: CBOR) {
            self.key = key
            self.value = value
        }
    }

    /// The pairs in order.
    public let pairs: [Pair]

    /// A map in this order; throws `duplicateKey` if two keys are the same.
    public init(_ pairs: [(key: CBOR, value: CBOR)]) throws(CBORError) {
        guard Set(pairs.map(\.key)).count == pairs.count else { throw .duplicateKey }
        self.pairs = pairs.map { Pair(key: $0.key, value: $0.value) }
    }

    /// A map of pairs whose keys are known to differ.
    package init(distinct pairs: [Pair]) { self.pairs = pairs }

    /// The same pairs by the bytes of their keys, as RFC 8949 section 4.2.1 sorts them.
    public var sorted: CBORMap {
        CBORMap(distinct: pairs.sorted { $0.key.encoded.lexicographicallyPrecedes($1.key.encoded) })
    }

    /// The value of a text key; nil if it is absent.
    public subscript(name: String) -> CBOR? { self[.text(name)] }

    /// The value of a key; nil if it is absent.
    public subscript(key: CBOR) -> CBOR? { pairs.first { $0.key == key }?.value }
}
