import ControlPlane
import Execution
import Ledger
import Testing

@testable import Server

@Suite struct RunEndTests {
    /// What stops a run from outside, and as what it then counts.
    enum Stop: CaseIterable, Sendable {
        case halt, cancel, suspend, deleteAsset

        var status: RunStatus { self == .deleteAsset ? .failed : .canceled }

        func command(_ inside: Inside, _ deal: Inside.Deal, _ run: RunID) -> (Command, ControlPlane.Actor) {
            switch self {
            case .halt: (.haltAgreement(deal.agreement), inside.modelOwner.actor)
            case .cancel: (.cancelRun(run), inside.business.actor)
            case .suspend: (.suspendParty(inside.functionOwner.id), inside.admin.actor)
            case .deleteAsset: (.deleteAsset(deal.model), inside.modelOwner.actor)
            }
        }
    }

    @Test(arguments: Stop.allCases)
    func `[91] Whatever stops a run revokes its lease, and what waits gets its room`(_ stop: Stop) async throws {
        try await Inside.with { inside in
            // All take part in both agreements.
            let deal = try await inside.agree()
            let other = try await inside.agree(version: "2.0.0")
            let (member, told) = try inside.attach(capacity: 1)
            let run = try await inside.admit(under: deal)
            await inside.dispatcher.startWaiting()
            let lease = try #require(try await inside.lease(of: run))
            let next = try await inside.admit(under: other)
            let (command, actor) = stop.command(inside, deal, run)
            try await inside.ledger.submit(command, by: actor, key: .random())
            await inside.dispatcher.sweep()
            #expect(try await inside.run(run).status == stop.status)
            #expect(inside.dispatcher.inline.inputs(of: run).isEmpty)
            // A late result changes nothing.
            await inside.dispatcher.finish(lease, with: .succeeded([]), from: member)
            #expect(try await inside.run(run).status == stop.status)
            #expect(try await inside.run(next).status == (stop == .suspend ? .canceled : .running))
            let nextLease = try await inside.lease(of: next)
            let expected =
                ["assignment \(lease.bytes)", "revocation \(lease.bytes)"] + (nextLease.map { ["assignment \($0.bytes)"] } ?? [])
            #expect(await told.all() == expected)
        }
    }

    @Test(arguments: Stop.allCases)
    func `[57] A run that is stopped between its durable lease and its executor never gets a key`(_ stop: Stop) async throws {
        try await Inside.with { inside in
            let deal = try await inside.agree()
            let (_, told) = try inside.attach(capacity: 1)
            let run = try await inside.admit(under: deal)
            let attempt = try #require(try await inside.ledger.transact { try inside.dispatcher.start(run, in: &$0) })
            let (command, actor) = stop.command(inside, deal, run)
            try await inside.ledger.submit(command, by: actor, key: .random())
            await inside.dispatcher.sweep()
            await inside.dispatcher.send(attempt)
            #expect(try await inside.run(run).status == stop.status)
            #expect(!inside.dispatcher.pool.isBusy && inside.dispatcher.pool.hasRoom)
            #expect(await told.all() == [])
        }
    }

    @Test func `A waiting run whose asset is deleted ends, and so does one that was running when the node went down`() async throws {
        try await Inside.with { inside in
            let deal = try await inside.agree()
            let waiting = try await inside.admit(under: deal)
            let running = try await inside.admit(under: deal)
            _ = try await inside.ledger.submit(.startRun(running, executor: Inside.measurement, nonce: 1), by: .system)
            try await inside.ledger.submit(.deleteAsset(deal.model), by: inside.modelOwner.actor, key: .random())
            try await inside.dispatcher.recover()
            for run in [waiting, running] { #expect(try await inside.run(run).status.isFinal) }
            #expect(try await inside.run(waiting).failure == .inputUnavailable)
        }
    }

    @Test func `[109] A result that the control plane refuses fails its run`() async throws {
        let digest = [UInt8](repeating: 1, count: 32)
        let refused: [[SealedOutput]] = [
            [],
            [SealedOutput(slot: "other", ciphertextDigest: digest, ciphertextLength: 5, plaintextLength: 5, ciphertext: nil)],
            [SealedOutput(slot: "labels", ciphertextDigest: digest, ciphertextLength: 5, plaintextLength: 5, ciphertext: [1, 2, 3])],
            [SealedOutput(slot: "labels", ciphertextDigest: digest, ciphertextLength: 5 << 20, plaintextLength: 4 << 20, ciphertext: nil)],
        ]
        try await Inside.with { inside in
            let deal = try await inside.agree()
            let (member, _) = try inside.attach(capacity: 1)
            for outputs in refused {
                let run = try await inside.admit(under: deal)
                await inside.dispatcher.startWaiting()
                let lease = try #require(try await inside.lease(of: run))
                await inside.dispatcher.finish(lease, with: .succeeded(outputs), from: member)
                let view = try await inside.run(run)
                #expect(view.status == .failed && view.failure == .executorFailed && view.outputs.isEmpty)
                #expect(inside.dispatcher.inline.inputs(of: run).isEmpty && !inside.dispatcher.isBusy)
            }
        }
    }

    @Test func `A moment of too much writing loses neither a run's end nor a run that waits`() async throws {
        try await Inside.with { inside in
            let deal = try await inside.agree()
            let (member, told) = try inside.attach(capacity: 1)
            let first = try await inside.admit(under: deal)
            await inside.dispatcher.startWaiting()
            let lease = try #require(try await inside.lease(of: first))
            let second = try await inside.admit(under: deal)
            // More than the journal takes at once, until somebody flushes: the next event is refused.
            let record = LedgerRecord(fields: [.init("filler", [UInt8](repeating: 0, count: 4 << 20 - 64))])
            _ = try inside.ledger.journal.enqueue(Array(repeating: record, count: 17), isMoreComing: true)
            await inside.dispatcher.finish(lease, with: .failed(RunFailure(code: .inputRejected)), from: member)
            #expect(try await inside.run(first).failure == .inputRejected)
            #expect(try await inside.run(second).status == .running)
            let next = try #require(try await inside.lease(of: second))
            #expect(await told.all() == ["assignment \(lease.bytes)", "assignment \(next.bytes)"])

            let third = try await inside.admit(under: deal)
            #expect(inside.dispatcher.pool.end(next, on: member) == second)
            _ = try inside.ledger.journal.enqueue(Array(repeating: record, count: 17), isMoreComing: true)
            await inside.dispatcher.startWaiting()
            #expect(try await inside.run(third).status == .running)
        }
    }
}
