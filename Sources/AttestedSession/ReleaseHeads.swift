public import Attestation

/// The release manifests in force at the two ends of a handshake.
public struct ReleaseHeads: Hashable, Sendable {
    /// Ours; nil if we follow none.
    public let ours: ReleaseHead?
    /// The peer's, as it says; nil if it follows none.
    public let theirs: ReleaseHead?

    /// Both ends must follow the same manifest, or both none: an end without one cannot tell a revoked release from a good one.
    func requireEqual() throws(SessionError) {
        guard ours == theirs else {
            throw SessionError(.release, "The two ends follow different release manifests.", releases: self)
        }
    }
}
