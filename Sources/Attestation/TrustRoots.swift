import Crypto
import Wire

/// The keys under which a platform's evidence is believed: at least one, for one platform.
public struct TrustRoots: Hashable, Sendable {
    /// The most keys that one platform may have.
    public static let maximumCount = 16

    /// The platform that the keys sign for.
    public let platform: Platform
    /// P-256 public keys in X9.63 form, 65 bytes each.
    public let keys: [[UInt8]]

    /// Roots of a platform; throws `invalidTrust` for no key, too many, a repeated one, or one that is no point of P-256.
    public init(platform: Platform, keys: [[UInt8]]) throws(AttestationError) {
        guard !keys.isEmpty else { throw AttestationError(.invalidTrust, "platform \(platform) has no trust root") }
        guard keys.count <= Self.maximumCount else {
            throw AttestationError(.invalidTrust, "platform \(platform) has more than \(Self.maximumCount) trust roots")
        }
        guard Set(keys).count == keys.count else { throw AttestationError(.invalidTrust, "a trust root of \(platform) is listed twice") }
        for key in keys where key.count != 65 || (try? P256.Signing.PublicKey(x963Representation: key)) == nil {
            throw AttestationError(.invalidTrust, "a trust root of \(platform) is not an uncompressed P-256 public key of 65 bytes")
        }
        self.platform = platform
        self.keys = keys
    }
}
