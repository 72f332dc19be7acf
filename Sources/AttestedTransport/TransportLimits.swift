import GRPCNIOTransportHTTP2

/// The bounds of connections and calls. None is ever infinite.
public struct TransportLimits: Sendable, Hashable {
    /// Connections that a listener serves at once; further ones are closed at once.
    public var connections = 1024
    /// Of these, from one address. Behind a proxy all come from the proxy's.
    public var connectionsPerAddress = 512
    /// Calls at once on one connection. With twice as many it is closed.
    public var concurrentStreams = 256
    /// From the TCP connection to the end of the TLS handshake.
    public var tlsHandshake: Duration = .seconds(10)
    /// From there to HTTP/2's preface.
    public var preface: Duration = .seconds(10)
    /// How long a stream may keep us waiting for its first message, or for the rest of any message.
    public var slowMessage: Duration = .seconds(300)
    /// Bytes of unfinished messages on one connection.
    public var heldByConnection = 256 << 20
    /// Bytes of unfinished messages on all connections.
    public var held = 1 << 30
    /// How long a connection without calls is kept.
    public var idleConnection: Duration = .seconds(300)
    /// After so long without traffic a peer must answer a ping.
    public var keepalive: Duration = .seconds(60)
    /// How long it may take to answer.
    public var keepaliveTimeout: Duration = .seconds(20)
    /// How long calls may go on after a graceful shutdown began. After twice as long a peer that ignores our goodbye is closed.
    public var shutdownGrace: Duration = .seconds(30)

    /// The defaults.
    public init() {}

    /// A message's plaintext, in bytes. Larger things travel as streams of messages.
    public static let message = 16 << 20
    /// HTTP/2's window for a connection and for each stream, in bytes: enough for a stream to fill the link.
    static let window = 8 << 20
    /// HTTP/2's frames, in bytes.
    static let frame = 1 << 17
    /// A gRPC message on the wire: a bundle with the longest message and the metadata around it.
    static let bundle = 20 << 20

    /// A request's headers on the wire, in bytes; decoded, HTTP/2 lets 16 KiB through.
    static let headerBlock = 32 << 10
    /// Within ``frameWindow``, streams that a peer may reset.
    static let resets = 200
    /// Within ``frameWindow``, frames of a connection beside data, headers, resets and windows: settings, pings, priorities, unknown ones.
    static let controlFrames = 200
    /// Over what resets and control frames are counted.
    static let frameWindow: Duration = .seconds(30)

    var server: (connection: HTTP2ServerTransport.Config.Connection, http2: HTTP2ServerTransport.Config.HTTP2) {
        var connection = HTTP2ServerTransport.Config.Connection.defaults
        connection.maxIdleTime = idleConnection
        connection.maxGraceTime = shutdownGrace
        connection.keepalive.time = keepalive
        connection.keepalive.timeout = keepaliveTimeout
        connection.keepalive.clientBehavior.minPingIntervalWithoutCalls = .seconds(10)
        connection.keepalive.clientBehavior.allowWithoutCalls = true
        let http2 = HTTP2ServerTransport.Config.HTTP2(
            maxFrameSize: Self.frame, targetWindowSize: Self.window, maxConcurrentStreams: concurrentStreams)
        return (connection, http2)
    }

    var client: (connection: HTTP2ClientTransport.Config.Connection, http2: HTTP2ClientTransport.Config.HTTP2) {
        var connection = HTTP2ClientTransport.Config.Connection.defaults
        connection.maxIdleTime = idleConnection
        connection.keepalive = .init(time: keepalive, timeout: keepaliveTimeout, allowWithoutCalls: false)
        return (connection, .init(maxFrameSize: Self.frame, targetWindowSize: Self.window, authority: nil))
    }
}
