import ArgumentParser

/// `cloister party`.
struct PartyCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "party", abstract: "Register this identity, and see and suspend parties.",
        subcommands: [PartyRegister.self, PartyList.self, PartyShow.self, PartySuspend.self, PartyReinstate.self])
}
