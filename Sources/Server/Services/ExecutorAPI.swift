import ControlAPI
import ControlPlane
import Execution
import FoundationEssentials
import GRPCCore
import Logging
import SealedData
import Wire

/// `cloister.v1.ExecutorService`: the long stream of one attested executor.
struct ExecutorAPI: Cloister_V1_ExecutorService.SimpleServiceProtocol {
    let dispatcher: RunDispatcher
    let call: ServiceCall
    let logger: Logger

    /// The most runs that one executor may say it takes at once.
    static let maximumCapacity = 64
    /// An executor that has been silent for so long has lost its leases.
    static let silence = Duration.seconds(15)

    func attach(
        request: RPCAsyncSequence<Cloister_V1_AttachRequest, any Error>, response: RPCWriter<Cloister_V1_AttachResponse>,
        context: ServerContext
    ) async throws {
        try await call.mapped {
            guard case .executor(let measurement) = try Caller.current().actor else { throw ServiceRefusal.wrongPeer }
            var messages = request.makeAsyncIterator()
            guard case .hello(let hello)? = try await messages.next()?.message,
                let recipientKey = try? RecipientPublicKey(rawRepresentation: Array(hello.recipientKey)),
                (1...Self.maximumCapacity).contains(Int(hello.capacity))
            else { throw ServiceRefusal.invalidArgument("An executor must first say its recipient key and its capacity.") }
            let (outbound, continuation) = AsyncStream.makeStream(of: Cloister_V1_AttachResponse.self)
            let member = dispatcher.pool.attach(
                measurement: measurement, recipientKey: recipientKey, capacity: Int(hello.capacity), outbound: continuation)
            logger.info("an executor attached", metadata: ["measurement": "\(measurement)", "capacity": "\(hello.capacity)"])
            await dispatcher.startWaiting()
            let outcome = await serve(member, Inbound(messages: messages), outbound, response, context)
            continuation.finish()
            let lost = dispatcher.pool.detach(member)
            logger.info("an executor detached", metadata: ["measurement": "\(measurement)", "lost": "\(lost.count)"])
            await dispatcher.lose(lost)
            try outcome.get()
        }
    }

    /// What the executor says after its greeting. Read by one task alone: the greeting's reader hands it over and does not touch it again.
    private struct Inbound: @unchecked Sendable {
        let messages: RPCAsyncSequence<Cloister_V1_AttachRequest, any Error>.AsyncIterator
    }

    /// Passes messages both ways until either side ends or the executor falls silent.
    private func serve(
        _ member: ExecutorPool.Member, _ messages: Inbound,
        _ outbound: AsyncStream<Cloister_V1_AttachResponse>, _ response: RPCWriter<Cloister_V1_AttachResponse>, _ context: ServerContext
    ) async -> Result<Void, any Error> {
        await withTaskGroup(of: Result<Void, any Error>.self) { group in
            group.addTask { await Self.capture { for await message in outbound { try await response.write(message) } } }
            group.addTask {
                await Self.capture {
                    while dispatcher.pool.silent(longerThan: Self.silence).allSatisfy({ $0.number != member.number }) {
                        try await Task.sleep(for: .seconds(1))
                    }
                    throw ServiceRefusal(code: .deadlineExceeded, reason: "EXECUTOR_SILENT", message: "The executor sent no heartbeat.")
                }
            }
            group.addTask { await Self.capture { try? await context.cancellation.cancelled } }
            group.addTask { await Self.capture { try await receive(from: member, messages) } }
            defer { group.cancelAll() }
            return await group.next() ?? .success(())
        }
    }
}

extension ExecutorAPI {
    /// Reads what the executor says until it ends the stream.
    private func receive(
        from member: ExecutorPool.Member, _ inbound: Inbound
    ) async throws {
        var messages = inbound.messages
        try await withThrowingDiscardingTaskGroup { group in
            while let message = try await messages.next()?.message {
                dispatcher.pool.heard(from: member)
                switch message {
                case .heartbeat: continue
                case .result(let result):
                    let lease = try Lease(bytes: Array(result.lease))
                    let outcome = try RunResult(wireBytes: Array(result.result))
                    // Beside the others: a result waits for the disk, and results that wait together are written together.
                    group.addTask { await dispatcher.finish(lease, with: outcome, from: member) }
                case .drain: dispatcher.pool.drain(member)
                case .hello: throw ServiceRefusal.invalidArgument("An executor says hello once.")
                }
            }
        }
    }

    private static func capture(_ body: () async throws -> Void) async -> Result<Void, any Error> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
