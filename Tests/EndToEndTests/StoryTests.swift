import Client
import ControlAPI
import ControlPlane
import GRPCCore
import SealedData
import SwiftProtobuf
import Synchronization
import Testing

extension EndToEnd {
    @Suite struct StoryTests {
        @Test func `[52][53] Four parties agree, the function runs, and the recipient alone reads the labels`() async throws {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                let proposal = try await parties.propose()
                try await signing(proposal, parties)

                let run = try await parties.call(proposal)
                #expect(run.status == .succeeded && run.failure == nil && run.attempts == 1)
                let labels = try await installation.connect(parties.business) { try await $0.outputs(of: run) }
                #expect(labels.keys.sorted() == ["labels"])
                #expect(String(decoding: labels["labels"] ?? [], as: UTF8.self).contains("green"))

                try await sealedRun(proposal, parties)
                try await othersReadNothing(of: run, parties)
                let record = try await installation.connect(parties.function) { try await $0.agreement(proposal.id) }
                #expect(record.runsCharged == 2 && record.status == "active")
            }
        }

        /// Nobody runs anything before everybody has signed, and nobody signs for another.
        private func signing(_ proposal: Consortium.Proposal, _ parties: Consortium) async throws {
            #expect(proposal.agreement.status == "proposed" && proposal.agreement.signers == [parties.business.identity.id.description])
            #expect(
                Set(proposal.agreement.requiredSigners)
                    == Set([parties.model, parties.function, parties.business].map(\.identity.id.description)))
            #expect(try await tryToRun(proposal, parties).reason == "AGREEMENT_NOT_SIGNED")
            let again = try await parties.refusal(of: parties.business) { _ = try await $0.sign(proposal.agreement) }
            #expect(again.reason == "ALREADY_SIGNED")
            let stranger = try await parties.refusal(of: parties.outsider) { _ = try await $0.sign(proposal.agreement) }
            #expect(stranger.reason == "NOT_FOUND")
            var status = ""
            for party in [parties.function, parties.model] {
                #expect(try await tryToRun(proposal, parties).reason == "AGREEMENT_NOT_SIGNED")
                status = try await parties.installation.connect(party) { try await $0.sign(try await $0.agreement(proposal.id)).status }
            }
            #expect(status == "active")
            for party in [parties.function, parties.model] {
                let refused = try await parties.refusal(of: party) {
                    _ = try await $0.createRun(agreement: proposal.id, inputs: ["photo": .inline(TinyImage.green)])
                }
                #expect(refused.reason == "NOT_ALLOWED_TO_RUN")
            }
        }

        private func tryToRun(_ proposal: Consortium.Proposal, _ parties: Consortium) async throws -> Refused {
            try await parties.refusal(of: parties.business) {
                _ = try await $0.createRun(agreement: proposal.id, inputs: ["photo": .inline(TinyImage.green)])
            }
        }

        /// A photograph that was sealed before, and a run that is watched.
        private func sealedRun(_ proposal: Consortium.Proposal, _ parties: Consortium) async throws {
            let digest = try #require(FunctionDigest(proposal.function.digest))
            let photo = try await parties.seal(
                TinyImage.png(width: 20, height: 20, red: 250, green: 4, blue: 9), of: parties.business, name: "photo", for: digest)
            let states = Mutex<[RunRecord.Status]>([])
            let text = try await parties.installation.connect(parties.business) { client in
                let run = try await client.createRun(agreement: proposal.id, inputs: ["photo": .asset(photo.id)])
                let last = try await client.watchRun(run.id) { record in states.withLock { $0.append(record.status) } }
                return String(decoding: try await client.outputs(of: last)["labels"] ?? [], as: UTF8.self)
            }
            #expect(text.contains("red"))
            let seen = states.withLock { $0 }
            #expect(seen.last == .succeeded && seen.filter(\.isFinal).count == 1)
        }

        /// The owners of function and model see that a run was, and nothing in it; the outsider does not see that much.
        private func othersReadNothing(of run: RunRecord, _ parties: Consortium) async throws {
            for party in [parties.model, parties.function] {
                try await parties.installation.connect(party) { client in
                    let seen = try await client.run(run.id)
                    #expect(seen.status == .succeeded && seen.outputs.isEmpty)
                    #expect(try await client.outputs(of: seen).isEmpty)
                    await #expect(throws: SealedDataError.self) { try await client.outputs(of: run) }
                    let download = Cloister_V1_DownloadOutputRequest.with { ($0.run, $0.slot) = (run.id, "labels") }
                    await #expect(throws: RPCError.self) {
                        try await client.runService.downloadOutput(download) { for try await _ in $0.messages {} }
                    }
                }
            }
            let stranger = try await parties.refusal(of: parties.outsider) { _ = try await $0.run(run.id) }
            #expect(stranger.reason == "NOT_FOUND")
        }
    }
}
