import AttestedSession
public import ControlAPI
public import GRPCCore

/// The handshake as a gRPC service. The peer learns only that it was refused; the reason goes to the operator.
public struct SessionService: Cloister_V1_SessionService.SimpleServiceProtocol {
    let server: SessionServer

    /// Runs one handshake.
    public func handshake(
        request: RPCAsyncSequence<Cloister_V1_HandshakeMessage, any Error>, response: RPCWriter<Cloister_V1_HandshakeMessage>,
        context: ServerContext
    ) async throws {
        let address = HandshakeQuota.address(of: context.remotePeer)
        guard server.quota.enter(address, for: .handshake) else {
            server.settings.onEvent(.refused(address: address, reason: "too many handshakes"))
            throw RPCError(code: .resourceExhausted, message: "too many handshakes")
        }
        defer { server.quota.leave(address) }
        do {
            let peer = try await withTimeLimit(server.settings.limits.handshake) { [server] in
                try await server.accept(request, response, of: context.remotePeer, from: address)
            }
            server.settings.onEvent(.began(peer, address: address))
        } catch {
            server.countRefusal()
            let reason = error is TimeLimitExceeded ? "it took too long" : "\(error)"
            server.settings.onEvent(.refused(address: address, reason: reason))
            throw RPCError(code: .permissionDenied, message: SessionError.wireMessage)
        }
    }
}
