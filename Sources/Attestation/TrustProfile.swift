/// How much a trust file or a node's configuration must demand.
public enum TrustProfile: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// For real data: confidential memory, listed machines, and software that at least two auditors vouch for.
    case strict
    /// For development. Whoever uses it is told so.
    case development

    /// The word in files.
    public var description: String { rawValue }
}
