import Attestation
import Client
import ControlAPI
import ControlPlane
import Foundation
import GRPCCore
import Ledger
import Testing
import Wire

extension EndToEnd {
    /// A control node of a new release takes the place of one of an older release.
    @Suite struct UpgradeTests {
        private static var now: UInt64 { UInt64(Date().timeIntervalSince1970) }

        @Test func `[111][128] A new release gets the ledger's keys if auditors accept it, and an asset's only if its owner's policy does`()
            async throws
        {
            try await AuditedNodes.with { nodes in
                try nodes.start(.control)
                try await nodes.hear("serving", from: .control)
                let first = try nodes.auditors.release(after: nil, control: nodes.control, executor: nodes.executor, from: Self.now - 10)
                try nodes.publish(first)
                let store = try ReleaseStore(pinned: nodes.auditors.set, profile: .development)
                let party = try Party("owner")
                _ = try await eventually("a release in force") { try await nodes.refusal(store, of: party.identity) == nil ? true : nil }
                let before = try await nodes.connect(party, store) { try await register(party, $0, nodes) }
                #expect(before.goes.key == "held" && before.stays.key == "held")
                try await nodes.connect(party, store) { try await isRefusedToParties($0) }

                // Nobody has signed for the new program as a control node: it gets nothing, and the old one goes on.
                let early = try nodes.startSuccessor(takingOver: true, log: "early")
                #expect(try await early.wait() != 0)
                #expect(early.text.contains("The node refused the session"), "\(early.text)")
                #expect(nodes.text(of: .control).contains("the node's evidence was refused"))
                #expect(try await nodes.connect(party, store) { try await $0.asset(before.goes.id) } == before.goes)

                let second = try nodes.auditors.release(
                    after: first, control: nodes.control, successor: nodes.executor, executor: nodes.executor, from: Self.now - 10)
                try nodes.publish(second)
                try await nodes.hear("sequence=2", from: .control)
                let old = try #require(nodes.program(of: .control))
                let successor = try nodes.startSuccessor(takingOver: true, log: "successor")
                try await takesOver(successor, old, before, party, store, nodes)
                await successor.end()

                // The keys are the new program's now, for good.
                let again = try nodes.startSuccessor(takingOver: false, log: "again")
                try await serves(again)
                try await nodes.connect(party, store) { try await keeps(before, $0) }
                await again.end()
                try nodes.start(.control)
                let status = try await #require(nodes.program(of: .control)).wait()
                #expect(status != 0 && nodes.text(of: .control).contains("sealed by another platform or by other software"))
            }
        }

        private struct Registered: Sendable {
            let goes: AssetRecord
            let stays: AssetRecord
            let agreement: AgreementRecord
        }

        /// One asset whose policy admits both programs, and one that admits the old one only, with an agreement about it.
        private func register(_ party: Party, _ client: CloisterClient, _ nodes: AuditedNodes) async throws -> Registered {
            _ = try await client.registerParty(name: "owner", roles: [.dataOwner, .functionOwner])
            let draft = FunctionDraft(
                name: "colours", version: "1.0.0", runtime: .onnx,
                inputs: [
                    InputSlot(name: "model", maximumBytes: 64 << 20, isModel: true), InputSlot(name: "photo", maximumBytes: 64 << 10),
                ], outputs: [OutputSlot(name: "labels", maximumBytes: 4096)])
            let digest = try #require(FunctionDigest(try await client.registerFunction(draft, payload: Pipelines.colours).digest))
            let scratch = try Scratch()
            let path = try scratch.write(TinyModel.colours, to: "model")
            let both: Set = [nodes.control.description, nodes.executor.description]
            let goes = try await client.createAsset(
                path: path, name: "goes", policy: AssetPolicy(functions: [digest], executors: both), scratch: scratch.path)
            let stays = try await client.createAsset(
                path: path, name: "stays", policy: AssetPolicy(functions: [digest], executors: [nodes.control.description]),
                scratch: scratch.path)
            let terms = AgreementTerms(
                nonce: [UInt8](repeating: 1, count: 16), ledgerOrigin: Installation.origin, function: digest,
                inputs: [
                    BoundInput(slot: "model", binding: .asset(try #require(AssetID(stays.id)))),
                    BoundInput(slot: "photo", binding: .provided(by: party.identity.id)),
                ], outputs: [BoundOutput(slot: "labels", recipients: [party.recipient])], parameters: [],
                limits: AgreementLimits(runs: 3, notAfter: Self.now + 3_600, inputBytes: 128 << 20, outputBytes: 4096),
                jailProfile: "standard", witnessPolicy: "off")
            return Registered(goes: goes, stays: stays, agreement: try await client.proposeAgreement(terms))
        }

        private func isRefusedToParties(_ client: CloisterClient) async throws {
            let service = Cloister_V1_KeyService.Client(wrapping: client.rpc)
            let request = Cloister_V1_HandOverRequest.with {
                $0.origin = Installation.origin
                $0.recipientKey = Data(client.identity.recipientKey.publicKey.rawRepresentation)
            }
            let error = await #expect(throws: RPCError.self) {
                try await service.handOver(request) { response in
                    for try await _ in response.messages { Issue.record("a party was given keys") }
                }
            }
            #expect(error?.code == .permissionDenied)
        }

        private func serves(_ program: RealProgram) async throws {
            _ = try await eventually("the successor") {
                if let status = program.ended { throw SetupError("the successor ended with \(status): \(program.text)") }
                return program.text.contains("serving") ? true : nil
            }
        }

        private func takesOver(
            _ successor: RealProgram, _ old: RealProgram, _ before: Registered, _ party: Party, _ store: ReleaseStore, _ nodes: AuditedNodes
        ) async throws {
            try await serves(successor)
            #expect(try await old.wait() == 0)
            #expect(nodes.text(of: .control).contains("given=1 ") && nodes.text(of: .control).contains("withheld=1"))
            try await nodes.connect(party, store) { client in
                try await keeps(before, client)
                // Refused before it is charged.
                let refused = try await Refused(by: client) {
                    _ = try await $0.createRun(agreement: before.agreement.id, inputs: ["photo": .inline(TinyImage.green)])
                }
                #expect(refused.reason == "ASSET_UNAVAILABLE" && refused.message.contains("does not hold the key"))
                #expect(try await client.agreement(before.agreement.id).runsCharged == 0)
                // The owner of what stays behind finds it in the ledger.
                let found = try await client.entries(matching: [.init("kind", Array("keys-handed-over".utf8))]).entries
                let subjects = found.flatMap(\.fields).filter { $0.name == "subject" }.map(\.value)
                #expect(subjects == [Array(nodes.executor.description.utf8)])
            }
        }

        private func keeps(_ before: Registered, _ client: CloisterClient) async throws {
            #expect(try await client.asset(before.goes.id) == before.goes)
            #expect(try await client.asset(before.stays.id).key == "withheld")
        }
    }
}
