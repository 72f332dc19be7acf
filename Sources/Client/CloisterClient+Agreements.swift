import AttestedTransport
import ControlAPI
public import ControlPlane
import GRPCCore
import SwiftProtobuf
import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension CloisterClient {
    private var service: Cloister_V1_AgreementService.Client<AttestedClientTransport> { .init(wrapping: rpc) }

    /// Proposes terms; this party's signature counts as its own.
    public func proposeAgreement(_ terms: AgreementTerms) async throws -> AgreementRecord {
        let document = try sign(terms)
        let request = Cloister_V1_ProposeAgreementRequest.with {
            $0.terms = document
            $0.idempotencyKey = .freshIdempotencyKey()
        }
        return try await mappingErrors { try Self.asked(try await service.proposeAgreement(request).agreement, terms.id.description) }
    }

    /// Signs exactly the terms of this record. Read them first: what they say is what will happen.
    public func sign(_ agreement: AgreementRecord) async throws -> AgreementRecord {
        guard agreement.terms.ledgerOrigin == ledger.origin else {
            throw ClientError.invalidAnswer("the terms name the ledger \(agreement.terms.ledgerOrigin), and this node is \(ledger.origin)")
        }
        let document = try sign(agreement.terms)
        guard Array(document.document) == agreement.document else {
            throw ClientError.invalidAnswer("the terms are not in their one encoding")
        }
        let request = Cloister_V1_SignAgreementRequest.with {
            $0.id = agreement.id
            $0.signature = document.signature
            $0.idempotencyKey = .freshIdempotencyKey()
        }
        return try await mappingErrors { try Self.asked(try await service.signAgreement(request).agreement, agreement.id) }
    }

    /// One agreement by its id.
    public func agreement(_ id: String) async throws -> AgreementRecord {
        try await mappingErrors {
            try Self.asked(try await service.showAgreement(.with { $0.id = id }).agreement, id)
        }
    }

    /// The agreements that this party takes part in, a page at a time.
    public func agreements(after token: String? = nil) async throws -> Page<AgreementRecord> {
        try await mappingErrors {
            let page = try await service.listAgreements(.with { $0.page = .init(after: token) })
            return Page(try page.agreements.map { try AgreementRecord($0) }, next: page.nextToken)
        }
    }

    /// Ends an agreement for good. Any one participant can.
    public func haltAgreement(_ id: String) async throws -> AgreementRecord {
        let request = Cloister_V1_HaltAgreementRequest.with {
            $0.id = id
            $0.idempotencyKey = .freshIdempotencyKey()
        }
        return try await mappingErrors { try Self.asked(try await service.haltAgreement(request).agreement, id) }
    }

    private static func asked(_ agreement: Cloister_V1_Agreement, _ id: String) throws(ClientError) -> AgreementRecord {
        let record = try AgreementRecord(agreement)
        guard record.id == id.lowercased() else { throw .invalidAnswer("the service sent another agreement than was asked for") }
        return record
    }
}
