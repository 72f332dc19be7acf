public import ControlAPI
public import GRPCCore
import Synchronization

/// gRPC's health checking. Answers outside a session too, and says nothing but whether something serves.
public final class HealthService: Grpc_Health_V1_Health.SimpleServiceProtocol {
    /// Whether something serves.
    public typealias State = Grpc_Health_V1_HealthCheckResponse.ServingStatus

    /// Watches at once; further ones are refused.
    public static let maximumWatches = 256

    private struct Board {
        var states: [String: State] = ["": .notServing]
        var watches: [UInt64: (service: String, continuation: AsyncStream<State>.Continuation)] = [:]
        var nextWatch: UInt64 = 0
        var isOver = false
    }
    private let board = Mutex(Board())

    /// Health of a server that does not serve yet.
    public init() {}

    /// Sets a service's state; the empty name stands for the server as a whole.
    public func set(_ state: State, for service: String = "") {
        board.withLock { board in
            board.states[service] = state
            for watch in board.watches.values where watch.service == service { watch.continuation.yield(state) }
        }
    }

    /// Says that nothing serves any more, and ends all watches, which would otherwise hold up a graceful shutdown.
    public func shutDown() {
        board.withLock { board in
            board.isOver = true
            for service in board.states.keys { board.states[service] = .notServing }
            for watch in board.watches.values {
                watch.continuation.yield(.notServing)
                watch.continuation.finish()
            }
        }
    }

    /// The state of one service.
    public func check(
        request: Grpc_Health_V1_HealthCheckRequest, context: ServerContext
    ) async throws -> Grpc_Health_V1_HealthCheckResponse {
        guard let state = board.withLock({ $0.states[request.service] }) else {
            throw RPCError(code: .notFound, message: "The server has no such service.")
        }
        return State.response(state)
    }

    /// The state now and at every change.
    public func watch(
        request: Grpc_Health_V1_HealthCheckRequest, response: RPCWriter<Grpc_Health_V1_HealthCheckResponse>, context: ServerContext
    ) async throws {
        let (states, continuation) = AsyncStream.makeStream(of: State.self, bufferingPolicy: .bufferingNewest(1))
        let id = try board.withLock { board throws(RPCError) in
            guard board.watches.count < Self.maximumWatches else {
                throw RPCError(code: .resourceExhausted, message: "Too many watch the server's health.")
            }
            defer { board.nextWatch += 1 }
            board.watches[board.nextWatch] = (request.service, continuation)
            continuation.yield(board.states[request.service] ?? .serviceUnknown)
            if board.isOver { continuation.finish() }
            return board.nextWatch
        }
        defer { board.withLock { $0.watches[id] = nil } }
        try await withRPCCancellationHandler {
            var last: State?
            for await state in states where state != last {
                last = state
                try await response.write(State.response(state))
            }
        } onCancelRPC: {
            continuation.finish()
        }
    }
}

extension HealthService.State {
    fileprivate static func response(_ state: Self) -> Grpc_Health_V1_HealthCheckResponse {
        var response = Grpc_Health_V1_HealthCheckResponse()
        response.status = state
        return response
    }
}
