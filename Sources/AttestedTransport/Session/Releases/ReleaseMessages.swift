import Attestation
import ControlAPI
import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A place in the chain of releases and notes of it, as both messages of an exchange carry them.
struct ReleaseNews: Sendable {
    /// The longest message of an exchange: the notes, their lengths, and what is around them.
    static let maximumBytes = ReleaseChain.maximumBytes + 8 * ReleaseChain.maximumSteps + 1024

    /// The sender's place; nil if it has none.
    let head: ReleaseHead?
    /// The notes that the receiver lacks; nil if there are none.
    let chain: ReleaseChain?

    init(head: ReleaseHead?, chain: ReleaseChain) {
        self.head = head
        self.chain = chain.steps.isEmpty ? nil : chain
    }

    init(_ request: Cloister_V1_ExchangeReleasesRequest) throws { try self.init(request.head, request.chain) }

    init(_ response: Cloister_V1_ExchangeReleasesResponse) throws { try self.init(response.head, response.chain) }

    private init(_ head: Data, _ chain: Data) throws {
        guard head.count + chain.count <= Self.maximumBytes else { throw HandshakeRefusal(reason: "the exchange of releases is too long") }
        self.head = head.isEmpty ? nil : try ReleaseHead(wireBytes: Array(head))
        self.chain = chain.isEmpty ? nil : try ReleaseChain(wireBytes: Array(chain))
    }

    var request: Cloister_V1_ExchangeReleasesRequest {
        .with { request in
            request.head = Data(head?.wireBytes ?? [])
            request.chain = Data(chain?.wireBytes ?? [])
        }
    }

    var response: Cloister_V1_ExchangeReleasesResponse {
        .with { response in
            response.head = Data(head?.wireBytes ?? [])
            response.chain = Data(chain?.wireBytes ?? [])
        }
    }
}
