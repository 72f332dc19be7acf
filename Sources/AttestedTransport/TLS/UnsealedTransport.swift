package import GRPCNIOTransportHTTP2

/// The outer channel by itself, which benchmarks hold sealed calls against. Nothing is attested and nothing is sealed.
package enum UnsealedTransport {
    /// A client whose connections are secured as an attested channel's are.
    package static func client(
        of endpoint: Endpoint, keyExchange: TLSKeyExchange = .hybridOnly, limits: TransportLimits = TransportLimits()
    ) throws -> HTTP2ClientTransport.Posix {
        let connector = try TLSConnector(keyExchange: keyExchange, limit: limits.tlsHandshake)
        return try HTTP2ClientTransport.Posix(
            target: .dns(host: endpoint.host, port: endpoint.port), transportSecurity: .customSecure,
            config: limits.posix(securedBy: connector))
    }

    /// A server whose connections are secured as a node's are.
    package static func server(
        at endpoint: Endpoint, identity: TLSIdentity, limits: TransportLimits = TransportLimits()
    ) -> HTTP2ServerTransport.Custom<TLSListener> {
        HTTP2ServerTransport.Custom(listenerFactory: TLSListener(at: endpoint, identity: identity, limits: limits), config: limits.custom())
    }
}
