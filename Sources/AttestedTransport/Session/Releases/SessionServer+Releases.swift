import Attestation
import AttestedSession
public import ControlAPI
public import GRPCCore

extension SessionServer {
    /// Takes the notes that a peer has and we lack, and gives those that it lacks. Anyone may ask: all of it is public and signed.
    func exchange(
        _ request: Cloister_V1_ExchangeReleasesRequest, from address: String
    ) throws -> Cloister_V1_ExchangeReleasesResponse {
        guard let releases = settings.releases else { throw HandshakeRefusal(reason: "no release manifests are followed here") }
        let news = try ReleaseNews(request)
        if let chain = news.chain, try releases.accept(chain, at: settings.clock()), let head = releases.head {
            settings.onEvent(.releaseAccepted(head, address: address))
        }
        return ReleaseNews(head: releases.head, chain: releases.chain(after: news.head)).response
    }
}

extension SessionService {
    /// Runs one exchange of release manifests.
    public func exchangeReleases(
        request: Cloister_V1_ExchangeReleasesRequest, context: ServerContext
    ) async throws -> Cloister_V1_ExchangeReleasesResponse {
        let address = HandshakeQuota.address(of: context.remotePeer)
        guard server.quota.enter(address, for: .exchange) else {
            server.settings.onEvent(.refused(address: address, reason: "too many exchanges of releases"))
            throw RPCError(code: .resourceExhausted, message: "too many exchanges")
        }
        defer { server.quota.leave(address) }
        do { return try server.exchange(request, from: address) } catch {
            let refusal = error as? ReleaseRefusal
            server.settings.onEvent(
                refusal?.code == .equivocation
                    ? .releaseAlarm(address: address, reason: "\(error)") : .releaseRefused(address: address, reason: "\(error)"))
            throw RPCError(code: .permissionDenied, message: SessionError.wireMessage)
        }
    }
}
