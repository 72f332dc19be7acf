/// What a node lets stand between it and its peers. Both members must be written out.
public struct OuterChannelPolicy: Sendable, Equatable, Codable {
    /// Whether parties may come through a proxy that ends TLS. Direct connections are taken as well.
    public var proxied: Bool
    /// Whether the listener also takes X25519 without ML-KEM, for a proxy that knows nothing better.
    public var classicalKeyExchange: Bool
}
