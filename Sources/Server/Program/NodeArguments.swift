public import ArgumentParser

/// What a node's program is told: its role first, because the measurer reads it there, and its configuration.
public struct NodeArguments: ParsableArguments {
    /// What to run.
    public enum Role: String, ExpressibleByArgument, CaseIterable, Sendable {
        /// The ledger and the services.
        case control
        /// Jails for a control node.
        case executor
        /// A control node with one executor as its child process.
        case all
    }

    /// What to run.
    @Argument(help: "control, executor, or all: a control node with one executor as its child process.")
    public var role: Role

    /// The configuration file, which is measured.
    @Option(name: .customLong("config"), help: ArgumentHelp("The configuration, a JSON file (docs/configuration.md).", valueName: "file"))
    public var configuration: String

    /// The control node whose place this one takes.
    @Option(
        help: ArgumentHelp(
            "Take the keys over from the control node that serves there, which ends; for a new release in the same state folder.",
            valueName: "host:port"))
    public var takeOver: String?

    /// Whether the node lost its keys.
    @Flag(help: "Wait for the holders of recovery keys to give the ledger's keys back; for a node that has lost them (docs/spec/keys.md).")
    public var recover = false

    /// Whether the process belongs to a parent, and ends when its standard input does.
    @Flag(help: .hidden)
    public var embedded = false

    /// Arguments to be parsed.
    public init() {}
}
