import Crypto
import Wire

/// A hash algorithm by its TPM_ALG_ID (TCG Algorithm Registry, table 3).
package enum TPMHash: UInt16, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case sha1 = 0x0004
    case sha256 = 0x000b
    case sha384 = 0x000c
    case sha512 = 0x000d

    /// How many bytes a digest has.
    package var length: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// Whether nobody can find two inputs of one digest.
    package var isCollisionResistant: Bool { self != .sha1 }

    /// The digest of the bytes.
    package func digest(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .sha1: Array(Insecure.SHA1.hash(data: bytes))
        case .sha256: Array(SHA256.hash(data: bytes))
        case .sha384: Array(SHA384.hash(data: bytes))
        case .sha512: Array(SHA512.hash(data: bytes))
        }
    }

    /// A register after an extend: the digest of its old value followed by what it is extended with.
    package func extended(_ register: [UInt8], with digest: [UInt8]) -> [UInt8] { self.digest(register + digest) }

    package var description: String {
        switch self {
        case .sha1: "sha1"
        case .sha256: "sha256"
        case .sha384: "sha384"
        case .sha512: "sha512"
        }
    }

    /// Reads an identifier, big-endian; throws for algorithms that are not these.
    init(from reader: inout ByteReader) throws(WireError) {
        guard let hash = TPMHash(rawValue: try reader.u16()) else { throw .invalid("an unknown hash algorithm") }
        self = hash
    }
}
