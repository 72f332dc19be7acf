public import Attestation
public import Wire

/// What a responder says about itself in its offer. The evidence covers it by way of the first transcript hash.
public struct SessionContext: Hashable, Sendable, WireCodable {
    /// The ledger that the responder serves.
    public let ledgerOrigin: String
    /// The release manifest in force at the responder; nil if it follows none.
    public let release: ReleaseHead?
    /// SHA-256 of the responder's configuration, or 32 zero bytes if there is none.
    public let configurationDigest: [UInt8]
    /// The ledger's signed checkpoint, as text; empty if there is none.
    public let checkpoint: [UInt8]

    /// A context within the protocol's limits. A configuration's digest that is nil becomes 32 zero bytes.
    public init(
        ledgerOrigin: String, release: ReleaseHead? = nil, configurationDigest: [UInt8]? = nil, checkpoint: [UInt8] = []
    ) throws(SessionError) {
        let none = [UInt8](repeating: 0, count: SessionLimits.digest)
        self.ledgerOrigin = ledgerOrigin
        self.release = release
        self.configurationDigest = configurationDigest ?? none
        self.checkpoint = checkpoint
        guard ledgerOrigin.utf8.count <= SessionLimits.ledgerOrigin, checkpoint.count <= SessionLimits.checkpoint,
            self.configurationDigest.count == SessionLimits.digest
        else { throw SessionError(.limit, "A session's context exceeds the protocol's limits.") }
    }

    /// Reads a context.
    public init(from reader: inout ByteReader) throws(WireError) {
        ledgerOrigin = try reader.string(atMost: SessionLimits.ledgerOrigin)
        release = try reader.optional { reader throws(WireError) in try reader.value() }
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
        writer.optional(release) { $0.value($1) }
        writer.fixed(configurationDigest)
        writer.variable(checkpoint)
    }
}
