/// What a party may do beyond taking part in agreements.
public enum Role: UInt8, Hashable, Sendable, CaseIterable, Comparable {
    /// May suspend parties and see counts. Reserved for keys that the configuration names.
    case admin = 1
    /// May register functions.
    case functionOwner = 2
    /// May register assets.
    case dataOwner = 3
    /// May see who is registered. Reserved for keys that the configuration names.
    case auditor = 4

    /// The order of the encoding.
    public static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }

    /// Whether only keys named by the ledger's configuration may have it.
    public var isReserved: Bool { self == .admin || self == .auditor }
}
