import Crypto
import Wire

/// What a certificate's evidence is about: the hash of the certificate's key and, perhaps, a verifier's nonce.
package struct RATLSClaims: Hashable, Sendable {
    static let keyHashName = "pubkey-hash"
    static let nonceName = "nonce"
    static let limits = CBORLimits(length: 4096, items: 64, depth: 4)
    static let keyHashLimits = CBORLimits(length: 128, items: 3, depth: 1)

    /// The hashes of the IANA registry of named information that are accepted. All others are truncated, weak or unknown.
    enum Hash: UInt64 {
        case sha256 = 1
        case sha384 = 7
        case sha512 = 8

        func digest(of bytes: [UInt8]) -> [UInt8] {
            switch self {
            case .sha256: Array(SHA256.hash(data: bytes))
            case .sha384: Array(SHA384.hash(data: bytes))
            case .sha512: Array(SHA512.hash(data: bytes))
            }
        }
    }

    let hash: Hash
    let keyDigest: [UInt8]
    let nonce: [UInt8]?

    /// Claims about a key in DER, with SHA-256.
    package init(key: [UInt8], nonce: [UInt8]? = nil) {
        hash = .sha256
        keyDigest = hash.digest(of: key)
        self.nonce = nonce
    }

    /// The bytes that the evidence covers.
    package var encoded: [UInt8] {
        let entry = CBOR.array([.unsigned(hash.rawValue), .bytes(keyDigest)]).encoded
        var pairs = [CBORMap.Pair(key: .text(Self.keyHashName), value: .bytes(entry))]
        if let nonce { pairs.append(CBORMap.Pair(key: .text(Self.nonceName), value: .bytes(nonce))) }
        return CBOR.map(CBORMap(distinct: pairs)).encoded
    }

    /// Reads claims. Those of other names are ignored; a name twice, the ignored ones included, is refused.
    package init(_ bytes: [UInt8]) throws(RATLSRefusal) {
        guard let map = try CBOR.read(bytes, within: Self.limits).pairs else { throw .unexpectedShape("the claims are no map") }
        guard let entry = map[Self.keyHashName] else { throw .noKeyHash }
        guard let entry = entry.byteString else { throw .unexpectedShape("pubkey-hash is no byte string") }
        guard let parts = try CBOR.read(entry, within: Self.keyHashLimits).items, parts.count == 2, let digest = parts[1].byteString
        else { throw .unexpectedShape("pubkey-hash is not an algorithm and a digest") }
        guard case .unsigned(let identifier) = parts[0], let hash = Hash(rawValue: identifier) else { throw .unsupportedHash }
        self.hash = hash
        keyDigest = digest
        switch map[Self.nonceName] {
        case nil: nonce = nil
        case .bytes(let value): nonce = value
        default: throw .unexpectedShape("nonce is no byte string")
        }
    }

    /// Whether the claims are about this key in DER.
    func cover(key: [UInt8]) -> Bool { keyDigest == hash.digest(of: key) }
}

extension CBOR {
    static func read(_ bytes: [UInt8], within limits: CBORLimits) throws(RATLSRefusal) -> CBOR {
        do throws(CBORError) { return try CBOR(decoding: bytes, within: limits) } catch { throw .invalidCBOR(error) }
    }
}
