import Attestation
public import Wire

/// What a responder says about itself in its offer. The evidence covers it by way of the first transcript hash.
public struct SessionContext: Hashable, Sendable, WireCodable {
    /// The ledger that the responder serves.
    public let ledgerOrigin: String
    /// SHA-256 of the release manifest in force, or 32 zero bytes if there is none.
    public let manifestDigest: [UInt8]
    /// SHA-256 of the responder's configuration, or 32 zero bytes if there is none.
    public let configurationDigest: [UInt8]
    /// The ledger's signed checkpoint, as text; empty if there is none.
    public let checkpoint: [UInt8]

    /// A context within the protocol's limits. A digest that is nil becomes 32 zero bytes.
    public init(
        ledgerOrigin: String, manifestDigest: [UInt8]? = nil, configurationDigest: [UInt8]? = nil, checkpoint: [UInt8] = []
    ) throws(SessionError) {
        let none = [UInt8](repeating: 0, count: SessionLimits.digest)
        self.ledgerOrigin = ledgerOrigin
        self.manifestDigest = manifestDigest ?? none
        self.configurationDigest = configurationDigest ?? none
        self.checkpoint = checkpoint
        guard ledgerOrigin.utf8.count <= SessionLimits.ledgerOrigin, checkpoint.count <= SessionLimits.checkpoint,
            self.manifestDigest.count == SessionLimits.digest, self.configurationDigest.count == SessionLimits.digest
        else { throw SessionError(.limit, "A session's context exceeds the protocol's limits.") }
    }

    /// Reads a context.
    public init(from reader: inout ByteReader) throws(WireError) {
        ledgerOrigin = try reader.string(atMost: SessionLimits.ledgerOrigin)
        manifestDigest = try reader.fixed(SessionLimits.digest)
        configurationDigest = try reader.fixed(SessionLimits.digest)
        checkpoint = try reader.variable(atMost: SessionLimits.checkpoint)
    }

    /// Whether the claimed configuration is the measured one, where there are both.
    func isConsistent(with attested: Attested) -> Bool {
        let none = [UInt8](repeating: 0, count: SessionLimits.digest)
        return configurationDigest == attested.configurationDigest || configurationDigest == none || attested.configurationDigest == none
    }

    /// Writes the context.
    public func encode(into writer: inout ByteWriter) {
        writer.string(ledgerOrigin)
        writer.fixed(manifestDigest)
        writer.fixed(configurationDigest)
        writer.variable(checkpoint)
    }
}
