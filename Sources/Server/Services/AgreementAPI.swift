import ControlAPI
import ControlPlane
import GRPCCore
import SwiftProtobuf
import Wire

/// `cloister.v1.AgreementService`.
struct AgreementAPI: Cloister_V1_AgreementService.SimpleServiceProtocol {
    let ledger: ControlLedger
    let dispatcher: RunDispatcher
    let call: ServiceCall

    func proposeAgreement(
        request: Cloister_V1_ProposeAgreementRequest, context: ServerContext
    ) async throws -> Cloister_V1_ProposeAgreementResponse {
        try await call.asParty { caller in
            let terms = try SignedDocument<AgreementTerms>(request.terms)
            try await ledger.submit(.proposeAgreement(terms), by: caller, key: try IdempotencyKey(request.idempotencyKey))
            let agreement = try await view(of: terms.body.id, for: caller)
            return .with { $0.agreement = agreement }
        }
    }

    func signAgreement(
        request: Cloister_V1_SignAgreementRequest, context: ServerContext
    ) async throws -> Cloister_V1_SignAgreementResponse {
        try await call.asParty { caller in
            let id = try AgreementID(argument: request.id)
            let command = Command.signAgreement(id, signature: Array(request.signature))
            try await ledger.submit(command, by: caller, key: try IdempotencyKey(request.idempotencyKey))
            let agreement = try await view(of: id, for: caller)
            return .with { $0.agreement = agreement }
        }
    }

    func showAgreement(
        request: Cloister_V1_ShowAgreementRequest, context: ServerContext
    ) async throws -> Cloister_V1_ShowAgreementResponse {
        try await call.asParty { caller in
            let agreement = try await view(of: try AgreementID(argument: request.id), for: caller)
            return .with { $0.agreement = agreement }
        }
    }

    func listAgreements(
        request: Cloister_V1_ListAgreementsRequest, context: ServerContext
    ) async throws -> Cloister_V1_ListAgreementsResponse {
        try await call.asParty { caller in
            let page = try await ledger.read { state, now in
                try Page.fitting(request.page.limit, size: { $0.document.bytes.count }) { limit in
                    try state.agreements(visibleTo: caller, at: now, after: request.page.cursor, limit: limit)
                }
            }
            return .with {
                $0.agreements = page.items.map(Cloister_V1_Agreement.init)
                $0.nextToken = page.next ?? ""
            }
        }
    }

    func haltAgreement(
        request: Cloister_V1_HaltAgreementRequest, context: ServerContext
    ) async throws -> Cloister_V1_HaltAgreementResponse {
        try await call.asParty { caller in
            let id = try AgreementID(argument: request.id)
            try await ledger.submit(.haltAgreement(id), by: caller, key: try IdempotencyKey(request.idempotencyKey))
            await dispatcher.sweep()
            let agreement = try await view(of: id, for: caller)
            return .with { $0.agreement = agreement }
        }
    }

    private func view(of id: AgreementID, for caller: ControlPlane.Actor) async throws -> Cloister_V1_Agreement {
        Cloister_V1_Agreement(try await ledger.read { state, now in try state.agreement(id, visibleTo: caller, at: now) })
    }
}
