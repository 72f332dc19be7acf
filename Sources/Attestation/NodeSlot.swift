import Crypto

/// The 32 bytes of measured configuration in which a platform says what a node is: its role, and the first 31 bytes of its configuration's digest.
///
/// Manifests list the whole slot as the configuration digest. Where a platform has no such slot, or it holds anything else, evidence names no role.
package struct NodeSlot: Hashable, Sendable {
    /// Bytes of a slot.
    package static let length = 32

    /// The role in the first byte; nil for any other byte and where more than the slot is in use.
    package let role: NodeRole?
    /// All 32 bytes.
    package let configurationDigest: [UInt8]

    /// The slot at the front of a platform's field. What follows it must be zero for a role to count.
    ///
    /// A field that is shorter than a slot has no role; its digest is padded with zeros.
    package init(field: [UInt8]) {
        let slot = Array(field.prefix(Self.length))
        configurationDigest = slot + [UInt8](repeating: 0, count: Self.length - slot.count)
        let isWhole = field.count >= Self.length && field.dropFirst(Self.length).allSatisfy { $0 == 0 }
        role = isWhole ? slot.first.flatMap(NodeRole.init(rawValue:)) : nil
    }

    /// What the launcher of a node puts into the slot for a configuration in its exact bytes.
    package init(role: NodeRole, configuration: [UInt8]) {
        self.role = role
        configurationDigest = [role.rawValue] + Array(SHA256.hash(data: configuration)).prefix(Self.length - 1)
    }
}
