import ArgumentParser
import Client

/// Registers the home's identity.
struct PartyRegister: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "register", abstract: "Register this identity on the node's ledger, once.")

    @OptionGroup var node: NodeOptions

    func run() async throws {
        let identity = try node.home.folder.identityFile()
        let record = try await node.withClient { client in
            try await client.registerParty(name: identity.name, roles: Set(identity.roles.map(\.role)))
        }
        try PartyReport(record).show(asJSON: node.output.json)
    }
}
