/// Evidence of another source together with the endorsements that its verification needs: what a node sends to peers that fetch nothing.
public struct EndorsedEvidence: EvidenceSource {
    private let source: any EvidenceSource
    private let endorsements: @Sendable () throws -> Endorsements

    /// Evidence of `source`, bundled with what `endorsements` gives at that moment. Evidence goes as it is while there are none.
    public init(_ source: any EvidenceSource, with endorsements: @escaping @Sendable () throws -> Endorsements) {
        self.source = source
        self.endorsements = endorsements
    }

    /// Fresh evidence in a bundle (docs/spec/endorsements.md); throws `tooLarge` where both are longer than evidence may be.
    public func evidence(for reportData: ReportData) async throws -> Evidence {
        let evidence = try await source.evidence(for: reportData)
        let found = try endorsements()
        guard found != Endorsements(), evidence.platform != .softwareTEE else { return evidence }
        return try Evidence(platform: evidence.platform, bytes: try EndorsementBundle(evidence: evidence, endorsements: found).encoded)
    }
}
