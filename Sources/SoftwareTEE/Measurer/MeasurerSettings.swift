public import Attestation

/// How a measurer serves.
public struct MeasurerSettings: Sendable {
    /// A user who gets evidence.
    public struct User: Sendable, Hashable {
        /// The user's number.
        public let id: UInt32
        /// The only role that the user gets evidence for; nil leaves it to the command line.
        public let role: NodeRole?

        /// A user, bound to a role or not.
        public init(id: UInt32, role: NodeRole? = nil) {
            self.id = id
            self.role = role
        }

        /// Reads `1001` or `1001=executor`; nil for anything else.
        public init?(_ text: some StringProtocol) {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let id = parts.first.flatMap({ UInt32($0) }) else { return nil }
            self.id = id
            role = parts.count == 2 ? NodeRole.allCases.first { $0.description == parts[1] } : nil
            guard parts.count == 1 || role != nil else { return nil }
        }
    }

    /// Where to listen.
    public var socketPath: String
    /// The mode of the socket's file.
    public var socketMode: UInt32 = 0o600
    /// Who gets evidence.
    public var users: [User]
    /// The security version that evidence shows.
    public var securityVersion: UInt32 = 1
    /// Whether evidence says that the node can be debugged.
    public var marksDebug = false
    /// Connections served at once.
    public var workers = 8
    /// How long to wait for a caller, in milliseconds.
    public var patience: Int32 = 2_000

    /// Settings for these users; the rest is as the specification has it.
    public init(socketPath: String, users: [User]) {
        self.socketPath = socketPath
        self.users = users
    }
}
