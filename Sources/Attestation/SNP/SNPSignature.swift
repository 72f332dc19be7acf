/// A report's signature: r and s, 72 bytes each, least byte first. ABI specification, table 139, "Signature".
package struct SNPSignature: Hashable, Sendable {
    static let scalarLength = 72
    /// Bytes that a number of P-384 has; the others are not signed and must be zero.
    static let significantLength = 48

    package let r: [UInt8]
    package let s: [UInt8]

    /// r and s in big-endian, 48 bytes each; nil where a higher byte is in use.
    var raw: [UInt8]? {
        guard r.dropFirst(Self.significantLength).allSatisfy({ $0 == 0 }), s.dropFirst(Self.significantLength).allSatisfy({ $0 == 0 })
        else {
            return nil
        }
        return r.prefix(Self.significantLength).reversed() + s.prefix(Self.significantLength).reversed()
    }
}
