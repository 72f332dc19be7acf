import ArgumentParser
import Client

/// Follows a run to its end.
struct RunWatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "watch", abstract: "Follow a run to its end.")

    @Argument(help: "The run's id.", transform: Arguments.run) var run: String
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let id = run
        let status = StatusLine(isVisible: node.output.showsProgress)
        defer { status.finish() }
        let record = try await node.withClient { try await Self.end(of: id, $0, status) }
        status.finish()
        try RunReport(record).show(asJSON: node.output.json)
        try RunReport.requireSuccess(of: record)
    }

    /// Waits for a run's end while the line says where it is and for how long.
    static func end(of id: String, _ client: CloisterClient, _ status: StatusLine) async throws -> RunRecord {
        let state = Latest<String?>("waiting")
        async let line: Void = tell(id, state, status)
        let record = try await client.watchRun(id) { state.value = $0.status.rawValue }
        state.value = nil
        await line
        return record
    }

    /// Redraws the line until there is no state any more, or the task ends.
    private static func tell(_ id: String, _ state: Latest<String?>, _ status: StatusLine) async {
        guard status.isVisible else { return }
        let clock = ContinuousClock()
        let start = clock.now
        while let word = state.value, !Task.isCancelled {
            status.update("run \(id): \(word), \((clock.now - start).components.seconds) s")
            try? await Task.sleep(for: .milliseconds(50))
        }
    }
}
