import ArgumentParser
import AttestedTransport
import Client

/// What every command that talks to a node takes.
struct NodeOptions: ParsableArguments {
    @OptionGroup var home: HomeOptions

    @Option(
        help: ArgumentHelp("The node to talk to (default: the one that `cloister attest` was last told).", valueName: "host:port"),
        transform: Arguments.endpoint)
    var server: Endpoint?

    @OptionGroup var output: OutputOptions

    /// Appraises the node, checks its ledger against what this home has seen of it, and lends a client.
    func withClient<Value: Sendable>(_ body: @Sendable (CloisterClient) async throws -> Value) async throws -> Value {
        try await NodeConnection(home: home.folder, server: server).withClient(body)
    }
}
