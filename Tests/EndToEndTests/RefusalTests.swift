import Client
import ControlPlane
import Foundation
import Glibc
import GRPCCore
import Testing

extension EndToEnd {
    @Suite struct RefusalTests {
        @Test func `[93] What is wrong with an input is told to its owner; the others learn one common code`() async throws {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                let good = try await parties.agree()
                let bad = try await parties.agree(.init(version: "2.0.0", model: Array("this is no model".utf8)))
                let cut = Array(TinyImage.green.prefix(90))
                let cases: [(Consortium.Proposal, [UInt8], culprit: Party, String)] = [
                    (good, Array("no image".utf8), parties.business, "photo NOT_AN_IMAGE"),
                    (good, cut, parties.business, "photo MALFORMED_IMAGE"),
                    (bad, TinyImage.green, parties.model, "model MODEL_NOT_ONNX"),
                ]
                for (proposal, photo, culprit, expected) in cases {
                    let id = try await parties.call(proposal, photo: photo).id
                    for party in [parties.business, parties.model, parties.function] {
                        let run = try await installation.connect(party) { try await $0.run(id) }
                        #expect(run.status == .failed)
                        let isConcerned = party.name != parties.function.name
                        #expect(run.failure == (isConcerned ? "INPUT_REJECTED" : nil), "\(party.name)")
                        let problems = run.problems.map { "\($0.slot) \($0.code)" }
                        #expect(problems == (party.name == culprit.name ? [expected] : []), "\(party.name)")
                    }
                }
                // A failed input spoils nothing for the next run.
                #expect(try await parties.call(good).status == .succeeded)
            }
        }

        @Test func `[96] Inputs that do not fit and budgets that are used up are refused with their reasons`() async throws {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                let proposal = try await parties.agree(.init(runs: 2))
                func reason(_ inputs: [String: RunContent]) async throws -> String {
                    try await parties.refusal(of: parties.business) { _ = try await $0.createRun(agreement: proposal.id, inputs: inputs) }
                        .reason
                }
                let photo = RunContent.inline(TinyImage.green)
                #expect(try await reason(["picture": photo]) == "SLOT_MISMATCH")
                #expect(try await reason(["photo": photo, "zebra": photo]) == "SLOT_MISMATCH")
                #expect(try await reason([:]) == "SLOT_MISMATCH")
                #expect(try await reason(["model": photo, "photo": photo]) == "SLOT_NOT_YOURS")
                #expect(try await reason(["photo": .inline(.init(repeating: 1, count: 64 << 10 + 1))]) == "INPUT_TOO_LARGE")
                // Refused runs cost nothing.
                for _ in 0..<2 { #expect(try await parties.call(proposal).status == .succeeded) }
                #expect(try await reason(["photo": photo]) == "AGREEMENT_EXHAUSTED")
                let record = try await installation.connect(parties.business) { try await $0.agreement(proposal.id) }
                #expect(record.status == "exhausted" && record.runsCharged == 2)
            }
        }

        @Test func `[44] Agreements that are over and parties that are suspended run nothing`() async throws {
            let admin = try Party("administrator")
            try await Installation.with {
                $0.admins = [admin.identity]
            } _: { installation in
                let parties = try await Consortium(at: installation)
                _ = try await installation.connect(admin) { try await $0.registerParty(name: "administrator", roles: [.admin]) }
                func reason(_ proposal: Consortium.Proposal) async throws -> String {
                    try await parties.refusal(of: parties.business) {
                        _ = try await $0.createRun(agreement: proposal.id, inputs: ["photo": .inline(TinyImage.green)])
                    }.reason
                }
                let halted = try await parties.agree()
                _ = try await installation.connect(parties.model) { try await $0.haltAgreement(halted.id) }
                #expect(try await reason(halted) == "AGREEMENT_HALTED")

                let brief = try await parties.agree(.init(version: "2.0.0", seconds: 15))
                _ = try await installation.connect(parties.business) { client in
                    try await eventually("the agreement's end") { try await client.agreement(brief.id).status == "expired" ? true : nil }
                }
                #expect(try await reason(brief) == "AGREEMENT_EXPIRED")

                let live = try await parties.agree(.init(version: "3.0.0"))
                let model = parties.model.identity.id.description
                let refused = try await parties.refusal(of: parties.function) { _ = try await $0.suspendParty(model, suspended: true) }
                #expect(refused.reason == "ROLE_REQUIRED")
                _ = try await installation.connect(admin) { try await $0.suspendParty(model, suspended: true) }
                #expect(try await reason(live) == "PARTICIPANT_SUSPENDED")
                let digest = try #require(FunctionDigest(live.function.digest))
                do {
                    _ = try await parties.seal([1], of: parties.model, name: "late", for: digest)
                    Issue.record("a suspended party registered an asset")
                } catch let error as ClientError {
                    #expect(error.reason == "PARTY_SUSPENDED")
                }
                // It may still read, and a restart makes nobody well again.
                #expect(try await installation.connect(parties.model) { try await $0.agreement(live.id).status } == "active")
                let node = try #require(installation.node)
                node.signal(SIGKILL)
                _ = try await node.wait()
                try await installation.start()
                #expect(try await reason(live) == "PARTICIPANT_SUSPENDED")
                #expect(try await reason(halted) == "AGREEMENT_HALTED")
                _ = try await installation.connect(admin) { try await $0.suspendParty(model, suspended: false) }
                #expect(try await parties.call(live).status == .succeeded)
            }
        }

        @Test func `[44] A suspension ends what is under way, and its leases with it`() async throws {
            let admin = try Party("administrator")
            try await Installation.with {
                $0.admins = [admin.identity]
            } _: { installation in
                let parties = try await Consortium(at: installation)
                _ = try await installation.connect(admin) { try await $0.registerParty(name: "administrator", roles: [.admin]) }
                let proposal = try await parties.agree(.init(model: TinyModel.slow))
                let model = parties.model.identity.id.description
                try await installation.connect(parties.business) { client in
                    let run = try await client.createRun(agreement: proposal.id, inputs: ["photo": .inline(CrashTests.black)])
                    let node = try #require(installation.node)
                    let executor = try await eventually("the executor") { node.executor }
                    _ = try await eventually("a jail") { Processes.family(of: executor).count > 1 ? true : nil }
                    _ = try await installation.connect(admin) { try await $0.suspendParty(model, suspended: true) }
                    #expect(try await client.watchRun(run.id).status == .canceled)
                    // The revoked lease ends the jail; the slow model alone would go on for long.
                    _ = try await eventually("the jail's end") { Processes.family(of: executor).count > 1 ? nil : true }
                    _ = try await installation.connect(admin) { try await $0.suspendParty(model, suspended: false) }
                    #expect(try await client.run(run.id).status == .canceled)
                }
            }
        }

        @Test func `A function that no executor here runs is refused when it is registered`() async throws {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                for runtime in [Runtime.wasm, .python, .sql, .builtin] {
                    let draft = FunctionDraft(
                        name: "other", version: "1.0.0", runtime: runtime, inputs: [], outputs: [OutputSlot(name: "out", maximumBytes: 1)])
                    let refused = try await parties.refusal(of: parties.function) { _ = try await $0.registerFunction(draft, payload: [1]) }
                    #expect(refused.reason == "RUNTIME_UNSUPPORTED" && refused.message.contains("onnx"))
                }
                #expect(try await installation.connect(parties.function) { try await $0.functions().records.isEmpty })
            }
        }

        @Test func `[48][49][55] What belongs to others answers exactly like what does not exist`() async throws {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                let proposal = try await parties.agree()
                let run = try await parties.call(proposal)
                let absent = "00112233445566778899aabbccddeeff"
                let asks: [(String, String, @Sendable (CloisterClient, String) async throws -> Void)] = [
                    ("asset", proposal.model.id, { _ = try await $0.asset($1) }),
                    ("delete asset", proposal.model.id, { try await $0.deleteAsset($1) }),
                    ("agreement", proposal.id, { _ = try await $0.agreement($1) }),
                    ("halt", proposal.id, { _ = try await $0.haltAgreement($1) }),
                    ("run", run.id, { _ = try await $0.run($1) }),
                    ("runs", proposal.id, { _ = try await $0.runs(agreement: $1) }),
                    ("watch", run.id, { _ = try await $0.watchRun($1) }),
                    ("cancel", run.id, { _ = try await $0.cancelRun($1) }),
                    ("create", proposal.id, { _ = try await $0.createRun(agreement: $1, inputs: ["photo": .inline([1])]) }),
                    ("party", parties.business.identity.id.description, { _ = try await $0.party($1) }),
                ]
                try await installation.connect(parties.outsider) { client in
                    for (name, id, ask) in asks {
                        let others = try await Refused(by: client) { try await ask($0, id) }
                        #expect(others.reason == "NOT_FOUND", "\(name)")
                        #expect(others == (try await Refused(by: client) { try await ask($0, absent) }), "\(name)")
                        #expect(others == (try await Refused(by: client) { try await ask($0, "no id at all") }), "\(name)")
                    }
                    #expect(try await client.assets().records.isEmpty)
                    #expect(try await client.agreements().records.isEmpty)
                }
                // A participant, too, cannot tell another's asset from none when it fills a slot of its own.
                try await installation.connect(parties.business) { client in
                    let others = try await Refused(by: client) {
                        _ = try await $0.createRun(agreement: proposal.id, inputs: ["photo": .asset(proposal.model.id)])
                    }
                    let none = try await Refused(by: client) {
                        _ = try await $0.createRun(agreement: proposal.id, inputs: ["photo": .asset(absent)])
                    }
                    #expect(others.reason == "NOT_FOUND" && others == none)
                }
            }
        }

        @Test func `[35] The same request twice is one run with one charge, and its key serves no other request`() async throws {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                let proposal = try await parties.agree()
                let key = Data((0..<16).map { _ in UInt8.random(in: .min ... .max) })
                try await installation.connect(parties.business) { client in
                    let first = try await client.createRun(agreement: proposal.id, photo: TinyImage.green, key: key)
                    let second = try await client.createRun(agreement: proposal.id, photo: TinyImage.green, key: key)
                    #expect(first.id == second.id)
                    #expect(try await client.watchRun(first.id).status == .succeeded)
                    let third = try await client.createRun(agreement: proposal.id, photo: TinyImage.green, key: key)
                    #expect(third.id == first.id && third.status == .succeeded)
                    await #expect(throws: RPCError.self) {
                        try await client.createRun(agreement: proposal.id, photo: TinyImage.green + [0], key: key)
                    }
                    await #expect(throws: RPCError.self) {
                        try await client.createRun(agreement: proposal.id, photo: TinyImage.green, key: Data())
                    }
                    #expect(try await client.runs(agreement: proposal.id).records.count == 1)
                    #expect(try await client.agreement(proposal.id).runsCharged == 1)
                }
            }
        }
    }
}
