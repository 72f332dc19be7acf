import ArgumentParser

/// `cloister function`.
struct FunctionCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "function", abstract: "Register, see and withdraw functions.",
        subcommands: [FunctionCreate.self, FunctionList.self, FunctionShow.self, FunctionDelete.self])
}
