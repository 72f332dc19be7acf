import ArgumentParser

/// `cloister release`.
struct ReleaseCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Say, sign and follow which software is good.",
        discussion: """
            Auditors sign release manifests: which software may act as control and as executor, for at most seven days. A home that trusts \
            auditors accepts what the manifest in force accepts, and nothing without one.

            Auditors: key, auditors, create, review, sign, rotate-auditors. Everybody: trust, import, show.
            """,
        subcommands: [
            ReleaseKey.self, ReleaseAuditors.self, ReleaseTrust.self, ReleaseCreate.self, ReleaseReview.self, ReleaseSign.self,
            ReleaseImport.self, ReleaseShow.self, ReleaseRotate.self,
        ])
}
