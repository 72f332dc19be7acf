public import Attestation

/// Who the other end proved to be.
public enum PeerIdentity: Sendable {
    /// A party, by its P-256 signing key in x963 form, 65 bytes.
    case party(signingKey: [UInt8])
    /// A node whose evidence passed appraisal.
    case node(Attested)
}

/// What the responder must still look at before it accepts.
public enum PeerCredential: Sendable {
    /// A party whose signature verified. Whether the key is registered and in good standing is for the caller to know.
    case party(signingKey: [UInt8])
    /// Evidence that nobody has appraised yet.
    case node(EvidenceClaim)
}

/// Evidence, and what it has to prove.
public struct EvidenceClaim: Sendable {
    /// The peer's evidence.
    public let evidence: Evidence
    /// What the evidence must cover, computed here and never taken from the peer.
    public let reportData: ReportData
    /// The role that the evidence must show.
    public let role: NodeRole
}

extension EvidenceClaim {
    /// Appraises the evidence against exactly what it has to prove, at a time in seconds since 1970.
    public func appraise(by appraiser: Appraiser, at time: UInt64) -> Appraisal {
        appraiser.appraise(evidence, reportData: reportData, role: role, at: time)
    }
}
