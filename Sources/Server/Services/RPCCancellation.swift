import GRPCCore

/// Runs a body that ends when the caller gives up: gRPC does not cancel a handler's task by itself.
func withRPCCancellation<Result: Sendable>(of context: ServerContext, _ body: @escaping @Sendable () async throws -> Result) async throws
    -> Result
{
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try? await context.cancellation.cancelled
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let result = first else { throw CancellationError() }
        return result
    }
}
