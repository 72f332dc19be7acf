import ControlAPI
import ControlPlane
import GRPCCore
import SwiftProtobuf
import Wire

/// `cloister.v1.PartyService`.
struct PartyAPI: Cloister_V1_PartyService.SimpleServiceProtocol {
    let ledger: ControlLedger
    let dispatcher: RunDispatcher
    let call: ServiceCall
    /// Ends the sessions of a party that was suspended.
    let endSessions: @Sendable (PartyID) async -> Void

    func registerParty(
        request: Cloister_V1_RegisterPartyRequest, context: ServerContext
    ) async throws -> Cloister_V1_RegisterPartyResponse {
        try await call.asParty { caller in
            let key = try IdempotencyKey(request.idempotencyKey)
            let document = try SignedDocument<PartyRegistration>(request.registration)
            let id = document.body.id
            try await ledger.submit(.registerParty(document), by: caller, key: key)
            let party = try await view(of: id, for: caller)
            return .with { $0.party = party }
        }
    }

    func showParty(request: Cloister_V1_ShowPartyRequest, context: ServerContext) async throws -> Cloister_V1_ShowPartyResponse {
        try await call.asParty { caller in
            let party = try await view(of: try PartyID(argument: request.id), for: caller)
            return .with { $0.party = party }
        }
    }

    func listParties(
        request: Cloister_V1_ListPartiesRequest, context: ServerContext
    ) async throws -> Cloister_V1_ListPartiesResponse {
        try await call.asParty { caller in
            let page = try await ledger.read { state, _ in
                try state.parties(visibleTo: caller, after: request.page.cursor, limit: request.page.limit)
            }
            return .with {
                $0.parties = page.items.map(Cloister_V1_Party.init)
                $0.nextToken = page.next ?? ""
            }
        }
    }

    func suspendParty(
        request: Cloister_V1_SuspendPartyRequest, context: ServerContext
    ) async throws -> Cloister_V1_SuspendPartyResponse {
        try await call.asParty { caller in
            let id = try PartyID(argument: request.id)
            let command: Command = request.suspended ? .suspendParty(id) : .reinstateParty(id)
            try await ledger.submit(command, by: caller, key: try IdempotencyKey(request.idempotencyKey))
            if request.suspended {
                // Its runs ended with the same event; now their leases do, and its sessions.
                await dispatcher.sweep()
                await endSessions(id)
            }
            let party = try await view(of: id, for: caller)
            return .with { $0.party = party }
        }
    }

    private func view(of id: PartyID, for caller: ControlPlane.Actor) async throws -> Cloister_V1_Party {
        Cloister_V1_Party(try await ledger.read { state, _ in try state.party(id, visibleTo: caller) })
    }
}
