public import ArgumentParser

/// What `cloisterd ledger repair` is told. Nothing is repaired without being asked for in so many words.
public struct LedgerRepairArguments: ParsableArguments {
    /// The node's configuration file.
    @Option(name: .customLong("config"), help: ArgumentHelp("The node's configuration (docs/configuration.md).", valueName: "file"))
    public var configuration: String

    /// An older copy of the ledger.
    @Option(
        help: ArgumentHelp(
            "An older copy of the folder `ledger` of the state folder, to take from what is damaged; only this user may enter it.",
            valueName: "folder"))
    public var copy: String?

    /// Whether the damaged ledger may be replaced.
    @Flag(help: "Put the repaired ledger in the place of the damaged one, which is kept. Without it nothing is done.")
    public var replace = false

    /// Whether entries may be left out.
    @Flag(help: "Leave out entries before the snapshot that nobody has; they can be proved no more.")
    public var acceptLoss = false

    /// Arguments to be parsed.
    public init() {}

    /// Refuses a repair that nobody asked for.
    public func validate() throws {
        guard replace else { throw ValidationError("a repair replaces the ledger's file: say --replace if you mean it") }
    }
}
