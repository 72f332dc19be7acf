public import Attestation
public import Wire

/// How an initiator proves who it is. Either form covers the second transcript hash, and thereby the encapsulation.
public enum InitiatorCredential: Sendable, WireCodable {
    /// A party's signing key (P-256, x963, 65 bytes) and its ECDSA signature with SHA-256 (raw r ‖ s, 64 bytes) over the signature input.
    case party(signingKey: [UInt8], signature: [UInt8])
    /// A node's evidence over the report data.
    case node(Evidence)

    /// Reads a credential.
    public init(from reader: inout ByteReader) throws(WireError) {
        switch try reader.u8() {
        case 1:
            let signingKey = try reader.fixed(SessionLimits.signingKey)
            self = .party(signingKey: signingKey, signature: try reader.fixed(SessionLimits.signature))
        case 2:
            self = .node(try reader.value())
        default: throw .invalid("an unknown kind of credential")
        }
    }

    /// Writes the credential.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .party(let signingKey, let signature):
            writer.u8(1)
            writer.fixed(signingKey)
            writer.fixed(signature)
        case .node(let evidence):
            writer.u8(2)
            writer.value(evidence)
        }
    }

    func validate(for role: SessionRole) throws(SessionError) {
        switch (self, role) {
        case (.party(let signingKey, let signature), .party):
            guard signingKey.count == SessionLimits.signingKey, signature.count == SessionLimits.signature else {
                throw SessionError(.limit, "A party's key has 65 bytes and its signature 64.")
            }
        case (.node, .control), (.node, .executor): break
        default: throw SessionError(.credential, "A party signs and a node shows evidence, never the other way round.")
        }
    }
}
