import ArgumentParser
import ControlPlane

/// Makes a party's folder and keys.
struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a folder with a new identity: a signing key and a key that outputs are sealed to.",
        discussion:
            "Nothing is overwritten, and nothing is sent anywhere. Whoever has the folder is the party: keep it, and keep it private.")

    @OptionGroup var home: HomeOptions

    @Option(help: "The party's name for people; not unique.")
    var name: String

    @Option(
        help: ArgumentHelp(
            "What the party wants to do: dataOwner, functionOwner, admin, auditor. May be given several times.", valueName: "role"))
    var role: [RoleName] = []

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !role.isEmpty else { throw ValidationError("say at least one --role: dataOwner, functionOwner, admin or auditor") }
        guard Set(role).count == role.count else { throw ValidationError("a --role is given twice") }
    }

    private struct Document: PropertiesReport {
        let party: String
        let name: String
        let roles: [RoleName]
        let signingKey: String
        let home: String

        var properties: [(name: String, value: String)] {
            [
                ("party", party), ("name", name), ("roles", roles.map(\.rawValue).joined(separator: ", ")), ("signing key", signingKey),
                ("home", home),
            ]
        }
    }

    func run() throws {
        let folder = home.folder
        let identity = try folder.createIdentity(name: name, roles: role)
        try Document(party: identity.party, name: identity.name, roles: identity.roles, signingKey: identity.signingKey, home: folder.path)
            .show(asJSON: output.json)
        if role.contains(where: { $0.role.isReserved }) {
            output.note(
                "The node's operator must put the signing key among the admins of its configuration before this party can register.")
        }
    }
}
