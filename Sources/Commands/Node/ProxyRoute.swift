import AttestedSession
import AttestedTransport

/// A way to the node through something that ends TLS in front of it.
struct ProxyRoute: Codable, Equatable, Sendable {
    /// Whether X25519 without ML-KEM may protect the way to the proxy.
    var classicalKeyExchange: Bool
}

extension ProxyRoute? {
    /// What the session calls its outer channel.
    var channel: ProxiedChannel { self == nil ? .refused : .allowed }

    /// What the outer TLS offers.
    var keyExchange: TLSKeyExchange { self?.classicalKeyExchange == true ? .unsafeAllowClassical : .hybridOnly }
}
