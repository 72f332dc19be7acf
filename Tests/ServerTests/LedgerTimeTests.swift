import ControlAPI
import ControlPlane
import Execution
import GRPCCore
import SwiftProtobuf
import Testing
import Wire

@testable import Ledger
@testable import Server

/// What expires does so by the ledger's time, also if that moves while something is under way.
@Suite(.timeLimit(.minutes(2))) struct LedgerTimeTests {
    static let noon: UInt64 = 1_800_000_000

    /// A node whose time is moved by hand.
    private static func with(_ body: @escaping @Sendable (Inside, MovedClock) async throws -> Void) async throws {
        let moved = MovedClock()
        let clock = LedgerClock(monotonic: moved.clock)
        clock.raise(to: noon)
        try await Inside.with(clock: clock) { try await body($0, moved) }
    }

    private static func refusal(_ body: () async throws -> Void) async -> ReasonCode? {
        do { try await body() } catch { return (error as? Refusal)?.reason }
        return nil
    }

    /// The reason of what a call would be answered with.
    static func reason(_ body: () async throws -> Void) async throws -> String {
        do { try await body() } catch {
            let mapped = RPCError(mapping: error)
            let detail = try #require(mapped.metadata[binaryValues: "cloister-error-bin"].first { _ in true })
            return try Cloister_V1_ErrorDetail(serializedBytes: detail).reason
        }
        return "NOTHING_REFUSED"
    }

    @Test func `[106][134] An agreement that has ended by the ledger's time admits no run, and never again`() async throws {
        try await Self.with { inside, moved in
            let deal = try await inside.agree()
            _ = try await inside.admit(under: deal)
            moved.advance(seconds: 3_599)
            _ = try await inside.admit(under: deal)
            moved.advance(seconds: 1)
            #expect(await Self.refusal { _ = try await inside.admit(under: deal) } == .agreementExpired)
            // It stays so, whatever the monotonic clock does.
            moved.advance(seconds: -10_000)
            #expect(await Self.refusal { _ = try await inside.admit(under: deal) } == .agreementExpired)
        }
    }

    @Test func `[106][134] A key whose agreement ends between the durable charge and the executor is not released`() async throws {
        try await Self.with { inside, moved in
            let deal = try await inside.agree()
            let (_, told) = try inside.attach(capacity: 1)
            let run = try await inside.admit(under: deal)
            let attempt = try #require(try await inside.ledger.transact { try inside.dispatcher.start(run, in: &$0) })
            moved.advance(seconds: 3_600)
            await inside.dispatcher.send(attempt)
            #expect(try await inside.run(run).status == .failed)
            #expect(try await inside.run(run).failure == .agreementEnded)
            #expect(!inside.dispatcher.pool.isBusy && inside.dispatcher.pool.hasRoom)
            #expect(await told.all() == [])
        }
    }

    @Test func `[106][134] A run that waited until its agreement ended is not started`() async throws {
        try await Self.with { inside, moved in
            let deal = try await inside.agree()
            let run = try await inside.admit(under: deal)
            moved.advance(seconds: 3_600)
            let (_, told) = try inside.attach(capacity: 1)
            await inside.dispatcher.startWaiting()
            #expect(try await inside.run(run).failure == .agreementEnded)
            #expect(await told.all() == [])
        }
    }

    @Test func `[134] A time that the witnesses have not confirmed lately releases nothing, and says so`() async throws {
        let moved = MovedClock()
        let keys = try (1...3).map { try CosignerSigningKey(name: "witness.example/w\($0)").verifier }
        let clock = LedgerClock(policy: try .quorum(needed: 2, of: keys, faulty: 0, maximumAge: 60), monotonic: moved.clock)
        clock.confirm(Self.noon, asked: .zero)
        try await Inside.with(clock: clock) { inside in
            let deal = try await inside.agree()
            let (_, told) = try inside.attach(capacity: 1)
            let run = try await inside.admit(under: deal)
            let attempt = try #require(try await inside.ledger.transact { try inside.dispatcher.start(run, in: &$0) })
            moved.advance(seconds: 61)
            #expect(try await Self.reason { _ = try await inside.run(run) } == "TIME_TOO_OLD")
            #expect(try await Self.reason { _ = try await inside.admit(under: deal) } == "TIME_TOO_OLD")
            await inside.dispatcher.send(attempt)
            clock.confirm(Self.noon + 61, asked: .seconds(61))
            #expect(try await inside.run(run).status == .failed)
            #expect(await told.all() == [])
        }
    }

    @Test func `[42] Too few cosignatures and a ledger that cannot be written are told apart`() async throws {
        for (code, reason) in [
            (LedgerError.Code.unwitnessed, "LEDGER_UNWITNESSED"), (.storeFailed, "LEDGER_UNAVAILABLE"), (.poisoned, "LEDGER_UNAVAILABLE"),
            (.behindRemembered, "LEDGER_ROLLED_BACK"), (.forkedFromRemembered, "LEDGER_FORKED"),
        ] {
            #expect(try await Self.reason { throw LedgerError(code, "planted") } == reason)
            #expect(RPCError(mapping: LedgerError(.unwitnessed, "planted")).code == .unavailable)
        }
    }
}
