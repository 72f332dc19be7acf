import AttestedTransport
import ControlAPI
public import ControlPlane
import GRPCCore
import SealedData
import SwiftProtobuf
import Wire

extension CloisterClient {
    private var service: Cloister_V1_PartyService.Client<AttestedClientTransport> { .init(wrapping: rpc) }

    /// Registers this identity, once.
    public func registerParty(name: String, roles: Set<Role>) async throws -> PartyRecord {
        let registration = PartyRegistration(
            name: name, roles: roles, signingKey: identity.signingKey, recipientKey: identity.recipientKey.publicKey.rawRepresentation)
        let document = try sign(registration)
        let request = Cloister_V1_RegisterPartyRequest.with {
            $0.registration = document
            $0.idempotencyKey = .freshIdempotencyKey()
        }
        return try await mappingErrors { try PartyRecord(try await service.registerParty(request).party) }
    }

    /// One party by its id.
    public func party(_ id: String) async throws -> PartyRecord {
        try await mappingErrors {
            let record = try PartyRecord(try await service.showParty(.with { $0.id = id }).party)
            guard record.id == id.lowercased() else { throw ClientError.invalidAnswer("the service sent another party than was asked for") }
            return record
        }
    }

    /// The parties, a page at a time.
    public func parties(after token: String? = nil) async throws -> Page<PartyRecord> {
        try await mappingErrors {
            let page = try await service.listParties(.with { $0.page = .init(after: token) })
            return Page(try page.parties.map { try PartyRecord($0) }, next: page.nextToken)
        }
    }

    /// For admins: stops everything the party takes part in, or allows it again.
    public func suspendParty(_ id: String, suspended: Bool) async throws -> PartyRecord {
        let request = Cloister_V1_SuspendPartyRequest.with {
            $0.id = id
            $0.suspended = suspended
            $0.idempotencyKey = .freshIdempotencyKey()
        }
        return try await mappingErrors { try PartyRecord(try await service.suspendParty(request).party) }
    }
}
