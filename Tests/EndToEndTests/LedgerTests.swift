import Client
import Foundation
import Ledger
import Testing

extension EndToEnd {
    /// What real nodes and the command line make of the ledger: an older state, and proofs of entries.
    @Suite struct LedgerTests {
        private func copy(_ folder: String, to other: String) throws {
            try? FileManager.default.removeItem(atPath: other)
            try FileManager.default.copyItem(atPath: folder, toPath: other)
        }

        @Test func `[37][43][44] An older state put back serves nobody once a client has shown what it saw, and never again`() async throws
        {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                let (folder, older, newest) = (
                    installation.ledger, installation.scratch.path + "/older", installation.scratch.path + "/newest"
                )
                await installation.node?.end()
                try copy(folder, to: older)
                try await installation.start()
                let proposal = try await parties.agree()
                let seen = try await installation.connect(parties.business) { $0.ledger.seen }
                await installation.node?.end()
                try copy(folder, to: newest)

                try copy(older, to: folder)
                try await installation.start()
                // Who remembers nothing is served, without the agreement that was made since.
                try await installation.connect(parties.outsider) { client in
                    #expect(client.ledger.seen.checkpoint.size < seen.checkpoint.size)
                    _ = try await client.party(parties.outsider.identity.id.description)
                }
                let refused = await #expect(throws: ClientError.self) {
                    try await installation.connect(parties.business, seen: seen) { _ in Issue.record("an older ledger was accepted") }
                }
                #expect(refused?.code == .ledgerContradicted && refused?.reason == "LEDGER_ROLLED_BACK")
                // From then on nobody.
                let stranger = try Party("stranger")
                let next = try await parties.refusal(of: stranger) { _ = try await $0.registerParty(name: "stranger", roles: [.dataOwner]) }
                #expect(next.reason == "LEDGER_ROLLED_BACK")
                #expect(installation.node?.text.contains("the ledger is not the latest") == true)
                await installation.node?.end()
                await #expect(throws: SetupError.self) { try await installation.start() }
                #expect(installation.node?.text.contains("it was rolled back") == true)

                try copy(newest, to: folder)
                try await installation.start()
                let kept = try await installation.connect(parties.business, seen: seen) { try await $0.agreement(proposal.id) }
                #expect(kept.requiredSigners == proposal.agreement.requiredSigners)
                #expect(try await parties.call(proposal).status == .succeeded)
            }
        }

        @Test func `[135] A party proves to others what happened, and not what else was said; others learn nothing`() async throws {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                let proposal = try await parties.agree()
                let run = try await parties.call(proposal)
                let kinds = try await installation.connect(parties.business) { client in
                    try await client.entries(matching: [.init("agreement", Array(proposal.id.utf8))]).entries.map { entry in
                        String(decoding: LedgerRecord(fields: entry.fields)["kind"] ?? [], as: UTF8.self)
                    }
                }
                #expect(
                    kinds == [
                        "agreement-proposed", "agreement-signed", "agreement-signed", "run-admitted", "run-started", "run-succeeded",
                    ])
                let ended = try await installation.connect(parties.business) { client in
                    let wanted: [LedgerRecord.Field] = [.init("subject", Array(run.id.utf8)), .init("kind", Array("run-succeeded".utf8))]
                    return try #require(try await client.entries(matching: wanted).entries.first)
                }
                #expect(ended.fields.map(\.name) == ["kind", "time", "actor", "subject", "agreement", "outputs"])
                let (proof, key) = try await installation.connect(parties.business) { client in
                    (try await client.proof(of: ended.sequence, disclosing: ["kind", "outputs"]), client.ledger.seen.key)
                }
                let (_, fields) = try ProofText(proof.bytes).verify(key: key)
                #expect(fields.map(\.name) == ["kind", "outputs"])
                // The function's owner may know that the run ended, and not what came out; an outsider not even that.
                for (party, names, isShown) in [
                    (parties.function, ["kind", "time"], true), (parties.function, ["outputs"], false),
                    (parties.function, ["event"], false),
                    (parties.business, ["event"], false), (parties.outsider, [], false),
                ] {
                    let isProved = try await installation.connect(party) { client in
                        (try? await client.proof(of: ended.sequence, disclosing: names)) != nil
                    }
                    #expect(isProved == isShown, "\(party.name): \(names)")
                }
                let seen = try await installation.connect(parties.outsider) { client in try await client.entries().entries.map(\.fields) }
                #expect(seen.count == 1)
            }
        }

        @Test func `The command line lists, proves, exports and verifies what concerns its party`() async throws {
            try await Installation.with { installation in
                let cloister = CommandLineProgram(in: installation.scratch)
                _ = try await cloister.run("init", "--name", "reader", "--role", "dataOwner").expect(0)
                _ = try await cloister.run(installation.pinning).expect(0)
                _ = try await cloister.run("party", "register").expect(0)
                let folder = installation.scratch.path
                let head = try await cloister.run("ledger", "head", "--output", "\(folder)/head").expect(0)
                #expect(head.contains("\"origin\":\"\(Installation.origin)\""))
                let list = try await cloister.run("ledger", "query", "--kind", "party-registered").expect(0)
                #expect(list.contains("\"kind\":\"party-registered\"") && list.contains("\"more\":false"))
                _ = try await cloister.run("ledger", "export", "--output", "\(folder)/audit").expect(0)
                let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/audit").filter { $0.hasSuffix(".tlog-proof") }
                let path = "\(folder)/audit/\(try #require(files.first))"
                #expect(files.count == 1)
                let sequence = try #require(files[0].split(separator: ".").first.map(String.init))
                _ = try await cloister.run("ledger", "prove", sequence, "--field", "kind", "--output", "\(folder)/proof").expect(0)
                let verified = try await cloister.run("ledger", "verify", "\(folder)/proof", path).expect(0)
                #expect(verified.contains("\"kind\":\"party-registered\""))

                var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
                bytes[bytes.count / 2] ^= 1
                try Data(bytes).write(to: URL(fileURLWithPath: path))
                let refused = try await cloister.run("ledger", "verify", path).expect(3)
                #expect(refused.contains("PROOF_REFUSED"))
                _ = try await cloister.run("ledger", "prove", "999999", "--output", "\(folder)/none").expect(4)
                _ = try await cloister.run("ledger", "prove", sequence, "--field", "event", "--output", "\(folder)/none").expect(4)
                #expect(!FileManager.default.fileExists(atPath: "\(folder)/none"))
            }
        }
    }
}
