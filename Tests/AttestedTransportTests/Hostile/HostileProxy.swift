import AttestedSession
import AttestedTransport
import GRPCCore
import GRPCNIOTransportHTTP2
import Synchronization

/// Ends TLS between client and node, with a stolen key of the node's or a key of its own, and plays one trick on what passes.
final class HostileProxy: Sendable {
    typealias Endpoint = AttestedTransport.Endpoint

    private let trick: ProxyTrick
    private let target: Endpoint
    private let elsewhere: Endpoint
    private let memory = Mutex(ProxyStream.Memory())
    /// What the node said to a stream that was replayed.
    let replayed = Mutex<[Status]>([])
    /// Streams of the handshake and of calls that came through.
    let seen = Mutex<(handshakes: Int, calls: Int)>((0, 0))

    /// `elsewhere` is where diverted handshakes go.
    init(_ trick: ProxyTrick, before target: Endpoint, elsewhere: Endpoint? = nil) {
        self.trick = trick
        self.target = target
        self.elsewhere = elsewhere ?? target
    }

    /// Runs the proxy, and lends the endpoint at which it listens.
    func run<Value: Sendable>(identity: TLSIdentity, _ body: @Sendable (Endpoint) async throws -> Value) async throws -> Value {
        let server = UnsealedTransport.server(at: Endpoint(host: "127.0.0.1", port: 0), identity: identity)
        let (client, other) = (try UnsealedTransport.client(of: target), try UnsealedTransport.client(of: elsewhere))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.connect() }
            group.addTask { try await other.connect() }
            group.addTask {
                try await server.listen { [self] stream, _ in
                    let isHandshake = stream.descriptor.service.fullyQualifiedService == "cloister.v1.SessionService"
                    try? await pass(stream, isHandshake, over: isHandshake && trick == .handshakeDiverted ? other : client)
                }
            }
            guard let port = await server.listeningAddress?.ipv4?.port else { throw NodeFailure.didNotBind }
            let value = try await body(Endpoint(host: "127.0.0.1", port: port))
            server.beginGracefulShutdown()
            client.beginGracefulShutdown()
            other.beginGracefulShutdown()
            group.cancelAll()
            return value
        }
    }

    private func pass(
        _ stream: RPCStream<HTTP2ServerTransport.Custom<TLSListener>.Inbound, HTTP2ServerTransport.Custom<TLSListener>.Outbound>,
        _ isHandshake: Bool, over client: HTTP2ClientTransport.Posix
    ) async throws {
        let isTricked = isHandshake == trick.isOfHandshake
        seen.withLock { isHandshake ? ($0.handshakes += 1) : ($0.calls += 1) }
        let memory = memory.withLock { memory in
            if isTricked { memory.tricked += 1 }
            return memory
        }
        // Forged at the first only: a client that repeats the call gets through.
        let isOnce = trick == .sessionUnknownForged || trick == .unavailableForged || trick == .handshakeStatusForged
        let isLate =
            trick == .requestOfOtherCall || trick == .responseOfOtherCall || trick == .otherCallID || trick == .otherSession
            || trick == .acceptOfOtherHandshake
        let acts = isTricked && !(isOnce && memory.tricked > 1) && !(isLate && memory.tricked == 1)
        let place = Place(ProxyStream(trick: acts ? trick : .none, memory: memory))
        var descriptor = stream.descriptor
        if acts, trick == .pathSwapped { descriptor = EchoService.fail }
        if acts, trick == .handshakeStatusForged {
            try await stream.outbound.write(.status(Status(code: .ok, message: ""), [:]))
            await stream.outbound.finish()
            return
        }
        try await client.withStream(descriptor: descriptor, options: .defaults) { upstream, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { [self] in
                    for try await part in stream.inbound {
                        if acts, trick == .delayed { try await Task.sleep(for: .milliseconds(300)) }
                        let parts = place.stream.withLock { $0.request(part) }
                        if isTricked, !acts { remember(place) }
                        for part in parts { try await upstream.outbound.write(part) }
                        if place.stream.withLock({ $0.isClosed }) { break }
                    }
                    await upstream.outbound.finish()
                }
                for try await part in upstream.inbound {
                    let parts = place.stream.withLock { $0.response(part) }
                    if isTricked, !acts { remember(place) }
                    for part in parts { try await stream.outbound.write(part) }
                }
                await stream.outbound.finish()
                group.cancelAll()
            }
        }
        let passed = place.stream.withLock { $0 }
        if acts, trick == .replayedOnNewConnection { try await replay(passed.requests, descriptor) }
    }

    /// Notes what has passed so far, before the other end learns of it.
    private func remember(_ place: Place) {
        let passed = place.stream.withLock { $0 }
        memory.withLock { ($0.requests, $0.responses) = (passed.requests, passed.responses) }
    }

    /// Sends a whole stream again, over a connection of its own.
    private func replay(_ parts: [ProxyStream.Request], _ descriptor: MethodDescriptor) async throws {
        let fresh = try UnsealedTransport.client(of: target)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await fresh.connect() }
            try await fresh.withStream(descriptor: descriptor, options: .defaults) { stream, _ in
                var plain = ProxyStream(trick: .none, memory: .init())
                for part in parts.flatMap({ plain.request($0) }) { try await stream.outbound.write(part) }
                await stream.outbound.finish()
                for try await part in stream.inbound {
                    if case .status(let status, _) = part { replayed.withLock { $0.append(status) } }
                }
            }
            fresh.beginGracefulShutdown()
            try await group.waitForAll()
        }
    }
}

/// A stream's place, shared by its two directions.
private final class Place: Sendable {
    let stream: Mutex<ProxyStream>
    init(_ stream: ProxyStream) { self.stream = Mutex(stream) }
}
