import ArgumentParser
import Client

/// Starts a run.
struct RunCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Start a run under an agreement; with --wait or --output-dir, wait for its end.")

    @Option(help: ArgumentHelp("The agreement's id.", valueName: "id"), transform: Arguments.agreement)
    var agreement: String

    @Option(
        help: ArgumentHelp(
            "What fills a slot: a file, which travels inside the session, or one of your assets. Once for each slot that you fill.",
            valueName: "slot=file|slot=asset:id"),
        transform: InputArgument.parse)
    var input: [InputArgument] = []

    @Flag(help: "Wait for the run's end.")
    var wait = false

    @Option(
        help: ArgumentHelp("Wait, open the outputs, and write each to a file named like its slot.", valueName: "dir"),
        completion: .directory)
    var outputDir: String?

    @Option(
        name: .customLong("repeat"),
        help: ArgumentHelp("Make so many calls in a row over one session, and show how long they took.", valueName: "count"))
    var count: Int?

    @OptionGroup var node: NodeOptions

    func validate() throws {
        let slots = input.map(\.slot)
        guard Set(slots).count == slots.count else { throw ValidationError("a slot is filled twice") }
        if let count, !(1...1_000_000).contains(count) { throw ValidationError("--repeat must be 1 to 1000000") }
    }

    func run() async throws {
        let contents = try InputArgument.contents(input)
        if let count {
            try await repeated(count, contents)
        } else if wait || outputDir != nil {
            try await waiting(contents)
        } else {
            let id = agreement
            let record = try await node.withClient { try await $0.createRun(agreement: id, inputs: contents) }
            try RunReport(record).show(asJSON: node.output.json)
        }
    }

    private func waiting(_ contents: [String: RunContent]) async throws {
        let (id, folder) = (agreement, outputDir)
        let status = StatusLine(isVisible: node.output.showsProgress)
        defer { status.finish() }
        let (record, outputs) = try await node.withClient { client in
            let created = try await client.createRun(agreement: id, inputs: contents)
            let ended = try await RunWatch.end(of: created.id, client, status)
            let opens = folder != nil && ended.status == .succeeded
            return (ended, opens ? try await RunFetch.outputs(of: ended, client, status) : [:])
        }
        status.finish()
        let files = try folder.map { try RunOutputs.write(outputs, to: $0) }
        try RunReport(record, files: files).show(asJSON: node.output.json)
        try RunReport.requireSuccess(of: record)
    }

    private func repeated(_ count: Int, _ contents: [String: RunContent]) async throws {
        let (id, folder) = (agreement, outputDir)
        let bar = ProgressBar("calls", isVisible: node.output.showsProgress, unit: .calls)
        defer { bar.finish() }
        let calls = try await node.withClient { client in
            let clock = ContinuousClock()
            var calls = Calls()
            for number in 1...count {
                let start = clock.now
                let record = try await client.callRun(agreement: id, inputs: contents)
                try RunReport.requireSuccess(of: record)
                calls.outputs = try await client.outputs(of: record)
                calls.durations.append(clock.now - start)
                calls.last = record
                bar.update(UInt64(number), of: UInt64(count))
            }
            return calls
        }
        bar.finish()
        guard let latency = Latency(calls.durations), let last = calls.last else { return }
        let files = try folder.map { try RunOutputs.write(calls.outputs, to: $0) }
        try RepeatReport(calls: calls.durations.count, latency: latency, run: last.id, agreement: last.agreement, files: files)
            .show(asJSON: node.output.json)
    }

    private struct Calls: Sendable {
        var durations: [Duration] = []
        var last: RunRecord?
        var outputs: [String: [UInt8]] = [:]
    }
}
