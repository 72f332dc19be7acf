import AttestedTransport
import ControlAPI
import ControlPlane
import Execution
import FoundationEssentials
import GRPCCore
import Logging
import SealedData
import ServiceLifecycle
import SwiftProtobuf
import Synchronization
import Wire

/// The executor's side of the long stream: runs what it is given, says every few seconds that it lives, and reports how each run ended.
struct Attachment: Sendable {
    let executor: Executor
    let recipientKey: RecipientPrivateKey
    let capacity: Int
    let heartbeat: Duration
    let logger: Logger

    /// The runs under way, and whether more are taken. The stream ends when draining and none is left.
    private final class Work: Sendable {
        private struct Contents {
            var leases: [Lease: AsyncStream<Void>.Continuation] = [:]
            var isDraining = false
        }

        private let contents = Mutex(Contents())

        var leases: [Lease] { contents.withLock { Array($0.leases.keys) } }

        /// Notes a lease; the stream ticks if it is revoked.
        func hold(_ lease: Lease) -> AsyncStream<Void> {
            let (revoked, continuation) = AsyncStream.makeStream(of: Void.self)
            contents.withLock { $0.leases[lease] = continuation }
            return revoked
        }

        func revoke(_ lease: Lease) { contents.withLock { $0.leases[lease] }?.yield() }

        /// True if that was the last thing to do.
        func finish(_ lease: Lease) -> Bool {
            contents.withLock { contents in
                contents.leases[lease] = nil
                return contents.isDraining && contents.leases.isEmpty
            }
        }

        /// True if there is nothing left to do.
        func drain() -> Bool {
            contents.withLock { contents in
                contents.isDraining = true
                return contents.leases.isEmpty
            }
        }
    }

    /// Serves one stream until the control node ends it.
    func run(_ service: Cloister_V1_ExecutorService.Client<AttestedClientTransport>) async throws {
        let (outbound, continuation) = AsyncStream.makeStream(of: Cloister_V1_AttachRequest.self)
        continuation.yield(
            .with { request in
                request.hello = .with {
                    $0.recipientKey = Data(recipientKey.publicKey.rawRepresentation)
                    $0.capacity = UInt32(capacity)
                }
            })
        let work = Work()
        try await service.attach { writer in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await beat(work, continuation) }
                group.addTask {
                    try await gracefulShutdown()
                    continuation.yield(.with { $0.drain = .init() })
                }
                for await message in outbound { try await writer.write(message) }
                group.cancelAll()
            }
        } onResponse: { response in
            logger.info("attached to the control node")
            defer { continuation.finish() }
            try await withThrowingDiscardingTaskGroup { group in
                for try await message in response.messages {
                    switch message.message {
                    case .assignment(let assignment):
                        let lease = try Lease(bytes: Array(assignment.lease))
                        let decoded = try Assignment(wireBytes: Array(assignment.assignment))
                        let revoked = work.hold(lease)
                        group.addTask {
                            let result = await execute(decoded, unless: revoked)
                            continuation.yield(
                                .with { request in
                                    request.result = .with {
                                        $0.lease = Data(lease.bytes)
                                        $0.result = Data(result.wireBytes)
                                    }
                                })
                            if work.finish(lease) { continuation.finish() }
                        }
                    case .revocation(let revocation): work.revoke(try Lease(bytes: Array(revocation.lease)))
                    case .drain: if work.drain() { continuation.finish() }
                    case nil: continue
                    }
                }
            }
        }
    }

    /// Runs an assignment; a revoked lease ends its jail at once.
    private func execute(_ assignment: Assignment, unless revoked: AsyncStream<Void>) async -> RunResult {
        await withTaskGroup(of: RunResult?.self) { group in
            group.addTask { await executor.execute(assignment, unwrap: recipientKey) }
            group.addTask {
                for await _ in revoked { return nil }
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            return await group.next().flatMap { $0 } ?? .failed(RunFailure(code: .executorFailed))
        }
    }

    private func beat(_ work: Work, _ outbound: AsyncStream<Cloister_V1_AttachRequest>.Continuation) async throws {
        while true {
            try await Task.sleep(for: heartbeat)
            outbound.yield(.with { request in request.heartbeat = .with { $0.leases = work.leases.map { Data($0.bytes) } } })
        }
    }
}
