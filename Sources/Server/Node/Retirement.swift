/// The end of a node whose keys another one has: it lets running work end, as if it had been told to stop.
final class Retirement: Sendable {
    private let (ends, continuation) = AsyncStream.makeStream(of: Void.self)

    /// Ends the node.
    func begin() { continuation.finish() }

    /// Waits for that; throws if the task is canceled before.
    func wait() async throws {
        for await _ in ends {}
        try Task.checkCancellation()
    }
}
