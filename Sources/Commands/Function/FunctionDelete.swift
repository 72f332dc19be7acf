import ArgumentParser
import Client

/// Withdraws a function.
struct FunctionDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Withdraw one of your functions from new agreements; those that pin its digest keep it.")

    @Argument(help: "The function's digest.", transform: Arguments.function) var digest: String
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let digest = digest
        try await node.withClient { try await $0.deleteFunction(digest) }
        try DoneReport(kind: "digest", id: digest, verb: "deleted", sentence: "The function \(digest) is withdrawn.")
            .show(asJSON: node.output.json)
    }
}
