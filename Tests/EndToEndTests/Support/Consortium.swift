import AttestedTransport
import Client
import ControlAPI
import ControlPlane
import Foundation
import GRPCCore
import SwiftProtobuf
import Testing

/// The owners of a model and of a function, a business with photographs, and somebody who has no part in it.
struct Consortium: Sendable {
    let installation: Installation
    let model: Party
    let function: Party
    let business: Party
    let outsider: Party

    /// Registers all four.
    init(at installation: Installation) async throws {
        self.installation = installation
        (model, function) = (try Party("model owner"), try Party("function owner"))
        (business, outsider) = (try Party("business"), try Party("outsider"))
        for (party, role) in [(model, Role.dataOwner), (function, .functionOwner), (business, .dataOwner), (outsider, .dataOwner)] {
            let record = try await installation.connect(party) { try await $0.registerParty(name: party.name, roles: [role]) }
            #expect(record.id == party.identity.id.description)
        }
    }

    /// What an agreement is about.
    struct Plan {
        var version = "1.0.0"
        var payload = Pipelines.colours
        var model = TinyModel.colours
        var runs: UInt32 = 100
        var seconds: UInt64 = 3600
        var photoBytes: UInt64 = 64 << 10
    }

    /// A function, a sealed model that it may read, and terms that only the business has signed.
    struct Proposal: Sendable {
        let function: FunctionRecord
        let model: AssetRecord
        let agreement: AgreementRecord
        var id: String { agreement.id }
    }

    func propose(_ plan: Plan = Plan()) async throws -> Proposal {
        let draft = FunctionDraft(
            name: "colours", version: plan.version, runtime: .onnx,
            inputs: [
                InputSlot(name: "model", maximumBytes: 64 << 20, isModel: true), InputSlot(name: "photo", maximumBytes: plan.photoBytes),
            ], outputs: [OutputSlot(name: "labels", maximumBytes: 4096)])
        let registered = try await installation.connect(function) { try await $0.registerFunction(draft, payload: plan.payload) }
        let digest = try #require(FunctionDigest(registered.digest))
        let asset = try await seal(plan.model, of: model, name: "model", for: digest)
        let now = UInt64(Date().timeIntervalSince1970)
        let terms = AgreementTerms(
            nonce: (0..<16).map { _ in .random(in: .min ... .max) }, ledgerOrigin: Installation.origin, function: digest,
            inputs: [
                BoundInput(slot: "model", binding: .asset(try #require(AssetID(asset.id)))),
                BoundInput(slot: "photo", binding: .provided(by: business.identity.id)),
            ], outputs: [BoundOutput(slot: "labels", recipients: [business.recipient])], parameters: [],
            limits: AgreementLimits(runs: plan.runs, notAfter: now + plan.seconds, inputBytes: 128 << 20, outputBytes: 4096),
            jailProfile: "standard", witnessPolicy: "off")
        let agreement = try await installation.connect(business) { try await $0.proposeAgreement(terms) }
        return Proposal(function: registered, model: asset, agreement: agreement)
    }

    /// An agreement that everybody has signed.
    func agree(_ plan: Plan = Plan()) async throws -> Proposal {
        let proposal = try await propose(plan)
        for party in [function, model] {
            _ = try await installation.connect(party) { try await $0.sign(try await $0.agreement(proposal.id)) }
        }
        return proposal
    }

    /// Seals bytes on this side and registers them. The plaintext lies outside the installation's folder, and only for so long.
    func seal(_ bytes: [UInt8], of party: Party, name: String, for function: FunctionDigest) async throws -> AssetRecord {
        let scratch = try Scratch()
        let path = try scratch.write(bytes, to: name)
        return try await installation.connect(party) {
            try await $0.createAsset(path: path, name: name, policy: AssetPolicy(functions: [function]), scratch: scratch.path)
        }
    }

    /// Runs the agreement with a photograph inline and waits for the end.
    func call(_ proposal: Proposal, photo: [UInt8] = TinyImage.green) async throws -> RunRecord {
        try await installation.connect(business) { try await $0.callRun(agreement: proposal.id, inputs: ["photo": .inline(photo)]) }
    }

    /// The reason for which the service says no to a party.
    func refusal(of party: Party, _ body: @Sendable (CloisterClient) async throws -> Void) async throws -> Refused {
        try await installation.connect(party) { try await Refused(by: $0, body) }
    }
}

/// A service's *no*: its reason, and its sentence for people.
struct Refused: Equatable, CustomStringConvertible {
    var reason: String
    var message: String
    var description: String { reason }

    init(by client: CloisterClient, _ body: @Sendable (CloisterClient) async throws -> Void) async throws {
        do {
            try await body(client)
            (reason, message) = ("NOTHING_REFUSED", "")
        } catch let error as ClientError {
            (reason, message) = (error.reason, error.message)
        }
    }
}

extension CloisterClient {
    var runService: Cloister_V1_RunService.Client<AttestedClientTransport> { .init(wrapping: rpc) }

    /// Admits a run under a key of the caller's choice.
    func createRun(agreement: String, photo: [UInt8], key: Data) async throws -> RunRecord {
        let request = Cloister_V1_CreateRunRequest.with {
            $0.agreement = agreement
            $0.idempotencyKey = key
            $0.inputs = [.with { ($0.slot, $0.inline) = ("photo", Data(photo)) }]
        }
        return try RunRecord(try await runService.createRun(request).run)
    }
}
