import ArgumentParser

/// `cloister run`.
struct RunCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Start runs under an agreement, follow them, and open their outputs.",
        subcommands: [RunCreate.self, RunList.self, RunShow.self, RunWatch.self, RunCancel.self, RunFetch.self])
}
