import ArgumentParser

@main
struct CloisterMeasurer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cloister-measurer",
        abstract: "Measures processes and signs for them as a software TEE, which protects nothing.",
        subcommands: [Serve.self, Root.self],
        defaultSubcommand: Serve.self)
}
