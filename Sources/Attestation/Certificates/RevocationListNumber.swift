import Wire

/// The number of a revocation list: a later list of the same issuer has none that is lower (RFC 5280 §5.2.3).
package struct RevocationListNumber: Hashable, Comparable, Sendable {
    /// The most bytes.
    static let maximumLength = 20
    /// Big-endian without leading zeros; empty for zero.
    private let magnitude: [UInt8]

    /// A number of its bytes, big-endian; nil for more than twenty without leading zeros.
    package init?(_ bytes: some Collection<UInt8>) {
        magnitude = Array(bytes.drop { $0 == 0 })
        guard magnitude.count <= Self.maximumLength else { return nil }
    }

    /// Whole bytes in hexadecimal, the first not zero but for zero itself, which is `00`.
    package var hex: String { magnitude.isEmpty ? "00" : magnitude.hex }

    package static func < (left: RevocationListNumber, right: RevocationListNumber) -> Bool {
        guard left.magnitude.count == right.magnitude.count else { return left.magnitude.count < right.magnitude.count }
        return left.magnitude.lexicographicallyPrecedes(right.magnitude)
    }
}
