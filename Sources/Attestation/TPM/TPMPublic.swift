import Wire

/// TPMT_PUBLIC (TPM 2.0 Library, part 2, 12.2.4) of an attestation key: RSA, or ECC on a NIST curve.
package struct TPMPublic: Hashable, Sendable {
    /// TPMA_OBJECT (part 2, 8.3.2): what a TPM lets be done with a key.
    package struct Attributes: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }
        /// The key never leaves its TPM.
        package static let fixedTPM = Attributes(rawValue: 1 << 1)
        /// The key never leaves its parent.
        package static let fixedParent = Attributes(rawValue: 1 << 4)
        /// The TPM made the private part; nobody brought it.
        package static let sensitiveDataOrigin = Attributes(rawValue: 1 << 5)
        /// The key signs only what the TPM made.
        package static let restricted = Attributes(rawValue: 1 << 16)
        /// The key decrypts.
        package static let decrypt = Attributes(rawValue: 1 << 17)
        /// The key signs.
        package static let sign = Attributes(rawValue: 1 << 18)
        /// What an attestation key must have.
        package static let attestationKey: Attributes = [.fixedTPM, .fixedParent, .sensitiveDataOrigin, .restricted, .sign]
    }

    /// The key itself.
    package enum Key: Hashable, Sendable {
        /// Modulus, big-endian, and exponent.
        case rsa(modulus: [UInt8], exponent: UInt32)
        /// Curve (TPM_ECC_CURVE) and coordinates, big-endian.
        case ecc(curve: UInt16, x: [UInt8], y: [UInt8])
    }

    private static let rsa: UInt16 = 0x0001
    private static let ecc: UInt16 = 0x0023
    private static let none: UInt16 = 0x0010

    /// The exact bytes, of which the key's name is made.
    package let encoded: [UInt8]
    /// The algorithm of the key's name.
    package let nameHash: TPMHash
    /// What the key may do.
    package let attributes: Attributes
    /// The policy that guards the key; empty without one.
    package let policy: [UInt8]
    /// The key.
    package let key: Key

    /// Reads a public area and nothing after it; throws `malformed`.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        var reader = ByteReader(bytes)
        encoded = bytes
        do throws(WireError) {
            let type = try reader.u16()
            nameHash = try TPMHash(from: &reader)
            attributes = Attributes(rawValue: try reader.u32())
            policy = try reader.sized(atMost: 64)
            // Only storage keys have a symmetric cipher.
            guard try reader.u16() == Self.none else { throw .invalid("a key that is not for signing") }
            if try reader.u16() != Self.none { _ = try reader.u16() }
            switch type {
            case Self.rsa:
                let bits = Int(try reader.u16())
                let exponent = try reader.u32()
                let modulus = try reader.sized(atMost: TPMSignature.maximumRSALength)
                guard modulus.count * 8 == bits else { throw .invalid("a modulus of another length than it says") }
                key = .rsa(modulus: modulus, exponent: exponent == 0 ? 65_537 : exponent)
            case Self.ecc:
                let curve = try reader.u16()
                if try reader.u16() != Self.none { _ = try reader.u16() }
                let x = try reader.sized(atMost: TPMSignature.maximumScalarLength)
                key = .ecc(curve: curve, x: x, y: try reader.sized(atMost: TPMSignature.maximumScalarLength))
            default: throw .invalid("a key of an unknown type")
            }
            try reader.finish()
        } catch { throw AttestationError(refusing: .malformed, "the attestation key's public area is not well-formed: \(error)") }
    }

    /// Throws `key_binding` unless the key is one that signs nothing but what its TPM made, and was made there.
    func checkIsAttestationKey() throws(AttestationError) {
        guard attributes.isSuperset(of: .attestationKey), !attributes.contains(.decrypt) else {
            throw AttestationError(refusing: .keyBinding, "the key is not restricted to signing what its own TPM made")
        }
    }
}
