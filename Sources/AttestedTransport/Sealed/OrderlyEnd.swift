/// Serves until `serve` returns. When the task is cancelled, `stop` is called, and what still runs after `grace` is cancelled in turn.
///
/// gRPC's loops over connections and streams drop what waits in their buffers if they are cancelled, and NIO ends the process over a channel
/// that was dropped. So nothing more must come in, and what has come in must be closed, before a cancellation reaches them; and therefore
/// this is the one place where a server's work is no child of the task that asked for it.
func endingInOrder(
    grace: Duration, stop: @escaping @Sendable () -> Void, _ serve: @escaping @Sendable () async throws -> Void
) async throws {
    let serving = Task(operation: serve)
    try await withTaskCancellationHandler {
        try await serving.value
    } onCancel: {
        stop()
        Task {
            try? await Task.sleep(for: grace)
            serving.cancel()
        }
    }
}
