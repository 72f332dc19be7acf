/// Whether an end lets something between it and its peer end the outer TLS, so that only the session's own keys protect what follows.
///
/// Both ends must allow it, and the hello says whether it is so; nobody falls back to it.
public enum ProxiedChannel: Hashable, Sendable {
    /// The outer channel must be `direct`.
    case refused
    /// The outer channel may be `proxied`. The evidence, the credentials and the keys inside stay what they are.
    case allowed
}
