import NIOSSL

/// Which key exchanges the outer channel offers.
public struct TLSKeyExchange: Hashable, Sendable {
    private enum Kind { case hybrid, classical }
    private let kind: Kind
    private init(_ kind: Kind) { self.kind = kind }

    /// X25519 with ML-KEM-768, and nothing else.
    public static let hybridOnly = TLSKeyExchange(.hybrid)
    /// Also X25519 alone, which a quantum computer breaks: for a proxy or peer that knows nothing better. The session inside stays hybrid.
    public static let unsafeAllowClassical = TLSKeyExchange(.classical)

    var curves: [NIOTLSCurve] {
        switch kind {
        case .hybrid: [.x25519_MLKEM768]
        case .classical: [.x25519_MLKEM768, .x25519]
        }
    }
}

/// The outer channel's one configuration: TLS 1.3, HTTP/2, a hybrid key exchange. NIOSSL sends no early data and accepts none.
enum TLSPolicy {
    static let protocolName = "h2"

    static func server(_ identity: TLSIdentity, _ keyExchange: TLSKeyExchange) -> TLSConfiguration {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(identity.certificate)], privateKey: .privateKey(identity.privateKey))
        restrict(&tls, keyExchange)
        // Nodes show a certificate and parties do not: our callback takes its key, and the attested session decides.
        tls.certificateVerification = .optionalVerification
        tls.trustRoots = .certificates([])
        return tls
    }

    static func client(_ keyExchange: TLSKeyExchange, showing identity: TLSIdentity? = nil) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        restrict(&tls, keyExchange)
        if let identity {
            tls.certificateChain = [.certificate(identity.certificate)]
            tls.privateKey = .privateKey(identity.privateKey)
        }
        // The node's certificate is self-signed: our callback takes its key, and the attested session decides.
        tls.certificateVerification = .noHostnameVerification
        tls.trustRoots = .certificates([])
        return tls
    }

    private static func restrict(_ tls: inout TLSConfiguration, _ keyExchange: TLSKeyExchange) {
        tls.minimumTLSVersion = .tlsv13
        tls.maximumTLSVersion = .tlsv13
        tls.curves = keyExchange.curves
        tls.applicationProtocols = [protocolName]
        tls.renegotiationSupport = .none
    }
}
