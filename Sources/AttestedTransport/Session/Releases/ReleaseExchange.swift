import Attestation
import AttestedSession
import ControlAPI
import GRPCCore
import GRPCProtobuf

/// An initiator's exchange of release manifests with a node that follows another one than it does.
struct ReleaseExchange<Base: ClientTransport>: Sendable {
    let base: Base
    let settings: SessionInitiatorSettings

    /// Sends what the node lacks, takes what we lack. Every note is verified before it counts.
    func run(_ heads: ReleaseHeads) async throws {
        guard let releases = settings.releases else {
            throw AttestedTransportError(
                .releases, "The node follows release manifests of auditors, and we follow none; name the auditors in the trust file.")
        }
        let news = ReleaseNews(head: releases.head, chain: releases.chain(after: heads.theirs))
        let answer = try ReleaseNews(try await call(news.request))
        guard let chain = answer.chain else { return }
        do { try releases.accept(chain, at: settings.clock()) } catch {
            throw AttestedTransportError(
                .releases, "The node's release manifests are refused: \(error.message) (\(error.code))", cause: error)
        }
    }

    private func call(_ request: Cloister_V1_ExchangeReleasesRequest) async throws -> Cloister_V1_ExchangeReleasesResponse {
        var options = CallOptions.defaults
        options.waitForReady = false
        options.maxRequestMessageBytes = ReleaseNews.maximumBytes
        options.maxResponseMessageBytes = ReleaseNews.maximumBytes
        let descriptor = Cloister_V1_SessionService.Method.ExchangeReleases.descriptor
        return try await base.withStream(descriptor: descriptor, options: options) { stream, _ in
            try await stream.outbound.write(.metadata([:]))
            let bytes: Base.Bytes = try ProtobufSerializer<Cloister_V1_ExchangeReleasesRequest>().serialize(request)
            try await stream.outbound.write(.message(bytes))
            await stream.outbound.finish()
            var answer: Cloister_V1_ExchangeReleasesResponse?
            for try await part in stream.inbound {
                switch part {
                case .metadata: continue
                case .message(let bytes): answer = try ProtobufDeserializer<Cloister_V1_ExchangeReleasesResponse>().deserialize(bytes)
                case .status(let status, _):
                    guard status.code == .ok, let answer else { throw Self.refusal(status) }
                    return answer
                }
            }
            throw AttestedTransportError(.unreachable, "The connection was lost during the exchange of release manifests.")
        }
    }

    private static func refusal(_ status: Status) -> AttestedTransportError {
        switch status.code {
        case .resourceExhausted: AttestedTransportError(.releases, "The node has too much to do to exchange release manifests; try later.")
        case .unavailable: AttestedTransportError(.unreachable, "The connection was lost: \(status.message)")
        default: AttestedTransportError(.releases, "The node refused our release manifests; its operator's log says why.")
        }
    }
}
