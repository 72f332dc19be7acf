public import Attestation

/// Evidence with all that its verification needs, which was verified once.
public struct FetchedBundle: Sendable {
    /// One piece, for people.
    public struct Part: Hashable, Sendable {
        /// What it is.
        public let title: String
        /// Where it was asked for.
        public let address: String
        /// `source`, `confirmed`, `cache` or `stale`.
        public let origin: String
    }

    /// What a client verifies offline.
    public let bundle: EndorsementBundle
    /// What was fetched.
    public let parts: [Part]
    /// When the first part expires: seconds since 1970; nil where nothing was fetched.
    public let expires: UInt64?
}

extension CollateralFetcher {
    /// Fetches what the evidence needs beside what is there, and verifies all of it at the clock's moment with these verifiers.
    ///
    /// What came from the cache and does not verify is asked for once more. Throws `CollateralError`, `AttestationError` of evidence or
    /// endorsements that are refused, or `CancellationError`.
    public func bundle(
        for evidence: Evidence, beside endorsements: Endorsements = Endorsements(), verifiers: [any EvidenceVerifier]
    ) async throws -> FetchedBundle {
        let needs = try CollateralNeeds(of: evidence, beside: endorsements)
        let first = try await pieces(of: needs)
        do {
            return try verified(evidence, endorsements, first, verifiers)
        } catch {
            guard !limits.isOffline, first.contains(where: { $0.origin == .cache || $0.origin == .stale }) else { throw error }
            for piece in first { store.remove(piece.address) }
            return try verified(evidence, endorsements, try await pieces(of: needs), verifiers)
        }
    }

    /// The first choice whose first piece its vendor has.
    private func pieces(of needs: CollateralNeeds) async throws -> [FetchedPiece] {
        var unknown: CollateralError?
        for choice in needs.choices {
            do {
                var pieces: [FetchedPiece] = []
                for piece in choice { pieces.append(try await fetch(piece)) }
                return pieces
            } catch let error as CollateralError {
                guard error.code == .notFound || error.code == .offline else { throw error }
                unknown = unknown ?? error
            }
        }
        if let unknown { throw unknown }
        return []
    }

    private func verified(
        _ evidence: Evidence, _ endorsements: Endorsements, _ pieces: [FetchedPiece], _ verifiers: [any EvidenceVerifier]
    ) throws -> FetchedBundle {
        let all = pieces.reduce(endorsements) { $0.union($1.answer.endorsements) }
        let bundle = try EndorsementBundle(evidence: evidence, endorsements: all)
        try EvidenceAuthentication(verifiers).check(evidence, with: all, at: clock.now())
        let parts = pieces.map { FetchedBundle.Part(title: $0.piece.title, address: $0.address, origin: $0.origin.rawValue) }
        let expires = pieces.map { UInt64(max(0, $0.answer.window.upperBound)) }.min()
        return FetchedBundle(bundle: bundle, parts: parts, expires: expires)
    }
}
