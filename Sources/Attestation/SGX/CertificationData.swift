import Wire

/// What stands at the end of a quote for its platform: certificates, or the platform's identifiers.
///
/// Intel SGX ECDSA QuoteLibReference, table "QE Certification Data".
package struct CertificationData: Hashable, Sendable {
    static let maximumLength = 32_768

    /// What kind of data it is.
    package enum Kind: UInt16, Sendable {
        /// The platform's id in the clear, with security versions.
        case platformID = 1
        /// The platform's id under RSA-2048.
        case platformIDUnderRSA2048 = 2
        /// The platform's id under RSA-3072.
        case platformIDUnderRSA3072 = 3
        /// One certificate.
        case certificate = 4
        /// Certificates from the leaf to the root, as PEM.
        case certificateChain = 5
    }

    /// 0, 2 bytes.
    package let kind: Kind
    /// 2, a 4-byte length and the bytes.
    package let bytes: [UInt8]

    init(from reader: inout ByteReader) throws(WireError) {
        guard let kind = Kind(rawValue: try reader.littleEndian()) else { throw .invalid("an unknown kind of certification data") }
        self.kind = kind
        let length = Int(try reader.littleEndian(UInt32.self))
        guard length <= Self.maximumLength else { throw .tooLong(limit: Self.maximumLength) }
        bytes = try reader.fixed(length)
    }
}
