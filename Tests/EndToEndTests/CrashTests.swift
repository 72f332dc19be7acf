import AttestedTransport
import Client
import ControlPlane
import Foundation
import Glibc
import GRPCCore
import Synchronization
import Testing

extension EndToEnd {
    @Suite struct CrashTests {
        /// A value that several tasks change.
        private final class Shared<Value: Sendable>: Sendable {
            private let value: Mutex<Value>
            init(_ value: Value) { self.value = Mutex(value) }
            func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result { value.withLock { body(&$0) } }
        }

        /// What the service acknowledged, or was asked and did not answer.
        private struct Traffic: Sendable {
            var acknowledged: [Data: String] = [:]
            var succeeded: Set<String> = []
            var unanswered: [Data] = []
        }

        @Test func `[103][45] A node that is killed under load forgets nothing that it acknowledged, and no charge`() async throws {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                let proposal = try await parties.agree(.init(runs: 100_000))
                let traffic = try await killUnderLoad(installation, parties, proposal)
                try await installation.start()

                for party in [parties.model, parties.function, parties.business, parties.outsider] {
                    let id = party.identity.id.description
                    #expect(try await installation.connect(party) { try await $0.party(id) }.name == party.name)
                }
                #expect(try await installation.connect(parties.model) { try await $0.asset(proposal.model.id) } == proposal.model)
                #expect(
                    try await installation.connect(parties.business) { try await $0.function(proposal.function.digest) }
                        == proposal.function)
                try await installation.connect(parties.business) { client in
                    for (key, id) in traffic.acknowledged {
                        let run = try await client.watchRun(id)
                        #expect(run.status == .succeeded || run.failure == "INPUT_UNAVAILABLE", "\(run)")
                        if traffic.succeeded.contains(id) {
                            #expect(run.status == .succeeded)
                            #expect(try await client.outputs(of: run)["labels"]?.isEmpty == false)
                        }
                        #expect(try await client.createRun(agreement: proposal.id, photo: TinyImage.green, key: key).id == id)
                    }
                    for key in traffic.unanswered {
                        let first = try await client.createRun(agreement: proposal.id, photo: TinyImage.green, key: key)
                        let second = try await client.createRun(agreement: proposal.id, photo: TinyImage.green, key: key)
                        #expect(first.id == second.id)
                        _ = try await client.watchRun(first.id)
                    }
                    try await chargesAddUp(client, proposal, atLeast: traffic.acknowledged.count)
                }
                #expect(try await parties.call(proposal).status == .succeeded)
            }
        }

        /// Makes runs from several tasks until the node dies by `SIGKILL` in the middle of it.
        private func killUnderLoad(
            _ installation: Installation, _ parties: Consortium, _ proposal: Consortium.Proposal
        ) async throws -> Traffic {
            let traffic = Shared(Traffic())
            let node = try #require(installation.node)
            _ = try? await installation.connect(parties.business) { client in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for worker in 0..<3 {
                        group.addTask {
                            while node.ended == nil {
                                let key = Data((0..<16).map { _ in UInt8.random(in: .min ... .max) })
                                traffic.withLock { $0.unanswered.append(key) }
                                let run = try await client.createRun(agreement: proposal.id, photo: TinyImage.green, key: key)
                                traffic.withLock { traffic in
                                    traffic.acknowledged[key] = run.id
                                    traffic.unanswered.removeAll { $0 == key }
                                }
                                guard worker == 0, try await client.watchRun(run.id).status == .succeeded else { continue }
                                traffic.withLock { _ = $0.succeeded.insert(run.id) }
                            }
                        }
                    }
                    group.addTask {
                        _ = try await eventually("some traffic") {
                            traffic.withLock { $0.acknowledged.count >= 30 && $0.succeeded.count >= 2 ? true : nil }
                        }
                        node.signal(SIGKILL)
                    }
                    try await group.waitForAll()
                }
            }
            let orphan = node.executor
            _ = try await node.wait()
            if let orphan { _ = try await eventually("the executor's end") { Processes.isThere(orphan) ? nil : true } }
            let result = traffic.withLock { $0 }
            #expect(result.acknowledged.count >= 30 && result.succeeded.count >= 2)
            return result
        }

        /// The agreement was charged for each attempt of each run, and for nothing else.
        private func chargesAddUp(_ client: CloisterClient, _ proposal: Consortium.Proposal, atLeast count: Int) async throws {
            var runs: [RunRecord] = []
            var token: String?
            repeat {
                let page = try await client.runs(agreement: proposal.id, after: token)
                runs += page.records
                token = page.next
            } while token != nil
            #expect(runs.count >= count && Set(runs.map(\.id)).count == runs.count)
            #expect(try await client.agreement(proposal.id).runsCharged == runs.reduce(0) { $0 + $1.attempts })
        }

        /// Black, so that the slow models give zeros.
        static let black = TinyImage.png(width: 8, height: 8, red: 0, green: 0, blue: 0)

        @Test func `[108][109][123] A run whose executor is killed is tried again, charged again, and has one result`() async throws {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                let proposal = try await parties.agree(.init(model: TinyModel.slow(multiplications: 8, side: 2048)))
                let ends = Mutex<[RunRecord]>([])
                let last = try await installation.connect(parties.business) { client in
                    let run = try await client.createRun(agreement: proposal.id, inputs: ["photo": .inline(Self.black)])
                    let attempts = try await killExecutor(of: installation, at: 1, of: run.id, client)
                    #expect(attempts == 1)
                    let last = try await client.watchRun(run.id) { record in
                        if record.status.isFinal { ends.withLock { $0.append(record) } }
                    }
                    #expect(try await client.outputs(of: last)["labels"]?.isEmpty == false)
                    #expect(try await client.agreement(proposal.id).runsCharged == 2)
                    return last
                }
                #expect(last.status == .succeeded && last.attempts == 2 && last.outputs.count == 1)
                #expect(ends.withLock { $0.count } == 1)
            }
        }

        @Test func `[108][109] An executor that falls silent loses its lease, and its late result is dropped`() async throws {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                let proposal = try await parties.agree(.init(model: TinyModel.slow(multiplications: 8, side: 2048)))
                let node = try #require(installation.node)
                let executor = try await eventually("the executor") { node.executor }
                try await installation.connect(parties.business) { client in
                    let run = try await client.createRun(agreement: proposal.id, inputs: ["photo": .inline(Self.black)])
                    _ = try await eventually("work") { try await client.run(run.id).status == .running ? true : nil }
                    kill(executor, SIGSTOP)
                    let lost = try await eventually("the end of the lease") { () -> RunRecord? in
                        let record = try await client.run(run.id)
                        return record.status == .running ? nil : record
                    }
                    #expect(lost.status == .queued && lost.attempts == 2)
                    kill(executor, SIGCONT)
                    let last = try await client.watchRun(run.id)
                    #expect(last.status == .succeeded && last.attempts == 2 && last.outputs.count == 1)
                    #expect(try await client.agreement(proposal.id).runsCharged == 2)
                }
            }
        }

        @Test func `[96][108] A run whose executors are killed as often as the limits allow has failed for good`() async throws {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                let proposal = try await parties.agree(.init(model: TinyModel.slow))
                try await installation.connect(parties.business) { client in
                    let run = try await client.createRun(agreement: proposal.id, inputs: ["photo": .inline(Self.black)])
                    for attempt in 1...Limits().attempts { _ = try await killExecutor(of: installation, at: attempt, of: run.id, client) }
                    let last = try await client.watchRun(run.id)
                    #expect(last.status == .failed && last.failure == "EXECUTOR_LOST" && last.outputs.isEmpty)
                    #expect(try await client.agreement(proposal.id).runsCharged == Limits().attempts)
                    let repeated = try await client.watchRun(run.id)
                    #expect(repeated == last)
                }
            }
        }

        /// Waits until a run's attempt works in a jail and kills its executor; no jail outlives that.
        private func killExecutor(
            of installation: Installation, at attempt: UInt32, of run: String, _ client: CloisterClient
        ) async throws -> UInt32 {
            let seen = try await eventually("attempt \(attempt)") { () -> RunRecord? in
                let record = try await client.run(run)
                guard record.status == .running, record.attempts == attempt else { return record.status.isFinal ? record : nil }
                return record
            }
            #expect(seen.status == .running)
            let node = try #require(installation.node)
            let executor = try await eventually("the executor") { node.executor }
            let jails = try await eventually("a jail") { () -> [pid_t]? in
                let jails = Array(Processes.family(of: executor).dropFirst())
                return jails.isEmpty ? nil : jails
            }
            kill(executor, SIGKILL)
            for jail in jails { _ = try await eventually("the end of jail \(jail)") { Processes.isThere(jail) ? nil : true } }
            return seen.attempts
        }

        @Test func `[107] A node that is told to stop lets running work end first`() async throws {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                let proposal = try await parties.agree(.init(model: TinyModel.slow(multiplications: 3, side: 2048)))
                let node = try #require(installation.node)
                let executor = try await eventually("the executor") { node.executor }
                let run = try await installation.connect(parties.business) { client in
                    try await withThrowingTaskGroup(of: RunRecord?.self) { group in
                        group.addTask { try await client.callRun(agreement: proposal.id, inputs: ["photo": .inline(Self.black)]) }
                        group.addTask {
                            _ = try await eventually("work") {
                                try await client.runs(agreement: proposal.id).records.first?.status == .running ? true : nil
                            }
                            // A terminal's interrupt reaches all processes; the executor must not heed it.
                            for number in [SIGINT, SIGTERM] { kill(executor, number) }
                            node.signal(SIGTERM)
                            return nil
                        }
                        var run: RunRecord?
                        for try await record in group { run = record ?? run }
                        return try #require(run)
                    }
                }
                #expect(run.status == .succeeded && run.attempts == 1)
                #expect(try await node.wait() == 0)
                #expect(!node.text.contains("started again"))

                try await installation.start()
                try await installation.connect(parties.business) { client in
                    let later = try await client.run(run.id)
                    #expect(later.status == .succeeded)
                    #expect(try await client.outputs(of: later) == client.outputs(of: run))
                    #expect(try await client.agreement(proposal.id).runsCharged == 1)
                }
            }
        }

        @Test func `[40][107] A second node on the same state is refused, and the first goes on`() async throws {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                let proposal = try await parties.agree()
                let json = Processes.text(installation.configuration)
                    .replacing("\"port\": \(installation.endpoint.port)", with: "\"port\": \(try FreePort.next())")
                let configuration = try installation.scratch.write(Array(json.utf8), to: "second.json")
                let second = try RealProgram(
                    Host.node, ["all", "--config", configuration], log: installation.scratch.path + "/second.log")
                let status = try await second.wait()
                #expect(status != 0, "\(second.text)")
                #expect(!second.text.contains("serving"))
                #expect(second.descendants.isEmpty)
                #expect(try await parties.call(proposal).status == .succeeded)
            }
        }
    }
}
