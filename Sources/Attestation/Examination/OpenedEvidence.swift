/// Evidence with what travelled with it: a bundle taken apart, everything else as it is.
struct OpenedEvidence {
    /// The format of the evidence itself.
    let format: EvidenceFormat
    let evidence: Evidence
    /// What was at hand and what came in the bundle.
    let endorsements: Endorsements

    /// Opens a file. Throws `unsupported` for formats that are only inspected, `malformed` for what is no format or a broken bundle.
    init(_ bytes: [UInt8], as format: EvidenceFormat, with endorsements: Endorsements) throws(AttestationError) {
        if format == .bundle {
            let bundle = try EndorsementBundle(decoding: bytes)
            self.format = EvidenceFormat(recognising: bundle.evidence.bytes)
            evidence = bundle.evidence
            self.endorsements = endorsements.union(bundle.endorsements)
            return
        }
        guard let platform = format.platform else {
            if let name = format.inspectedOnly {
                throw AttestationError(refusing: .unsupported, "\(name) is inspected here, not verified")
            }
            throw AttestationError(refusing: .malformed, "the bytes are evidence of no format that is known here")
        }
        self.format = format
        self.endorsements = endorsements
        evidence = try Evidence(platform: platform, bytes: bytes)
    }

    /// Opens evidence whose platform its sender named, in a session.
    init(_ evidence: Evidence, with endorsements: Endorsements) throws(AttestationError) {
        format = EvidenceFormat(recognising: evidence.bytes)
        guard format == .bundle else {
            self.evidence = evidence
            self.endorsements = endorsements
            return
        }
        let bundle = try EndorsementBundle(decoding: evidence.bytes)
        guard bundle.evidence.platform == evidence.platform else {
            throw AttestationError(refusing: .malformed, "the bundle is of \(bundle.evidence.platform), and was sent as \(evidence.platform)")
        }
        self.evidence = bundle.evidence
        self.endorsements = endorsements.union(bundle.endorsements)
    }
}
