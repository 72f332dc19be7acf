public import Attestation

/// Who stands at one end of a session.
public enum SessionRole: UInt8, Hashable, Sendable {
    /// A registered identity that signs with its own key.
    case party = 0
    /// A control node, which shows evidence.
    case control = 1
    /// An executor node, which shows evidence.
    case executor = 2

    /// The role of a node.
    public init(_ node: NodeRole) {
        switch node {
        case .control: self = .control
        case .executor: self = .executor
        }
    }

    /// The role as a node's; nil for a party.
    public var node: NodeRole? {
        switch self {
        case .party: nil
        case .control: .control
        case .executor: .executor
        }
    }
}
