import Wire

/// TPMT_SIGNATURE (TPM 2.0 Library, part 2, 11.3.4) of the schemes that are understood.
package struct TPMSignature: Hashable, Sendable {
    /// The scheme by its TPM_ALG_ID.
    package enum Scheme: UInt16, Hashable, Sendable {
        case rsassa = 0x0014
        case rsapss = 0x0016
        case ecdsa = 0x0018
    }
    /// RSA of 4096 bits.
    static let maximumRSALength = 512
    /// P-521.
    static let maximumScalarLength = 66

    /// How it was signed.
    package let scheme: Scheme
    /// The hash that was signed, and by which the quote's digest of registers is made.
    package let hash: TPMHash
    /// RSA: the signature. ECDSA: empty.
    package let rsa: [UInt8]
    /// ECDSA: r and s, big-endian, without leading zeros or with. RSA: empty.
    package let r: [UInt8]
    package let s: [UInt8]

    /// A bare RSA signature, as formats carry it that fix the scheme.
    package init(scheme: Scheme, hash: TPMHash, rsa: [UInt8]) {
        self.scheme = scheme
        self.hash = hash
        self.rsa = rsa
        (r, s) = ([], [])
    }

    /// Reads a signature and nothing after it; throws `unsupported` for other schemes and for SHA-1, `malformed` for other bytes.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        var reader = ByteReader(bytes)
        do throws(WireError) {
            let algorithm = try reader.u16()
            guard let scheme = Scheme(rawValue: algorithm) else { throw .invalid("a signature of an unknown scheme") }
            self.scheme = scheme
            hash = try TPMHash(from: &reader)
            rsa = scheme == .ecdsa ? [] : try reader.sized(atMost: Self.maximumRSALength)
            r = scheme == .ecdsa ? try reader.sized(atMost: Self.maximumScalarLength) : []
            s = scheme == .ecdsa ? try reader.sized(atMost: Self.maximumScalarLength) : []
            try reader.finish()
        } catch { throw AttestationError(refusing: .malformed, "the TPM's signature is not well-formed: \(error)") }
    }
}
