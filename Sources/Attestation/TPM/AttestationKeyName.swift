import Crypto
import Wire

/// An attestation key as policies name it: SHA-256 of its SubjectPublicKeyInfo, or its name in its TPM.
///
/// The name covers what the TPM lets be done with the key (TPM 2.0 Library, part 1, 16); the SubjectPublicKeyInfo covers the key alone.
public struct AttestationKeyName: Hashable, Sendable, CustomStringConvertible {
    /// 32 bytes of digest, or the algorithm's identifier and a digest: 34, 50 or 66 bytes.
    public let bytes: [UInt8]

    /// A name; nil for bytes of another length, and for a name by SHA-1, which two keys could share.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count != TPMHash.sha256.length else {
            self.bytes = bytes
            return
        }
        guard bytes.count > 2, let hash = TPMHash(rawValue: UInt16(bytes[0]) << 8 | UInt16(bytes[1])), hash.isCollisionResistant,
            bytes.count == 2 + hash.length
        else { return nil }
        self.bytes = bytes
    }

    /// A name in lower-case hexadecimal; nil for other text.
    public init?(_ text: String) {
        guard text.utf8.count <= 132, let bytes = [UInt8](hex: text) else { return nil }
        self.init(bytes)
    }

    /// The name of a key by its SubjectPublicKeyInfo.
    init(_ key: AttestationKey) { bytes = Array(SHA256.hash(data: key.info)) }

    /// The name that a TPM gives a key of this public area (part 1, 16); nil by SHA-1.
    init?(_ area: TPMPublic) {
        guard area.nameHash.isCollisionResistant else { return nil }
        let algorithm = area.nameHash.rawValue
        bytes = [UInt8(algorithm >> 8), UInt8(truncatingIfNeeded: algorithm)] + area.nameHash.digest(area.encoded)
    }

    /// The bytes in lower-case hexadecimal, as policies have them.
    public var description: String { bytes.hex }
}
