import Attestation
import Wire

/// M1: what the initiator proposes and how it sees the channel.
struct Hello: Hashable, Sendable, WireCodable {
    static let kind: UInt8 = 1
    static let version: UInt16 = 1
    /// X-Wing, HKDF-SHA256, AES-256-GCM.
    static let suite: UInt16 = 1

    var version = Hello.version
    var suite = Hello.suite
    let initiator: SessionRole
    let responder: NodeRole
    let outer: OuterChannel
    let nonce: [UInt8]
    let ledgerOrigin: String?
    let release: ReleaseHead?

    init(
        initiator: SessionRole, responder: NodeRole, outer: OuterChannel, nonce: [UInt8], ledgerOrigin: String?, release: ReleaseHead?
    ) throws(SessionError) {
        try outer.validate()
        try outer.validate(for: initiator)
        guard nonce.count == SessionLimits.nonce, ledgerOrigin?.utf8.count ?? 0 <= SessionLimits.ledgerOrigin else {
            throw SessionError(.limit, "A nonce has 32 bytes and a ledger's origin at most \(SessionLimits.ledgerOrigin).")
        }
        self.initiator = initiator
        self.responder = responder
        self.outer = outer
        self.nonce = nonce
        self.ledgerOrigin = ledgerOrigin
        self.release = release
    }

    init(from reader: inout ByteReader) throws(WireError) {
        guard try reader.u8() == Hello.kind else { throw .invalid("another kind of message where a hello was expected") }
        version = try reader.u16()
        suite = try reader.u16()
        guard let initiator = SessionRole(rawValue: try reader.u8()), let responder = SessionRole(rawValue: try reader.u8())?.node else {
            throw .invalid("an unknown role")
        }
        self.initiator = initiator
        self.responder = responder
        outer = try reader.value()
        nonce = try reader.fixed(SessionLimits.nonce)
        ledgerOrigin = try reader.optional { reader throws(WireError) in try reader.string(atMost: SessionLimits.ledgerOrigin) }
        release = try reader.optional { reader throws(WireError) in try reader.value() }
    }

    func encode(into writer: inout ByteWriter) {
        writer.u8(Hello.kind)
        writer.u16(version)
        writer.u16(suite)
        writer.u8(initiator.rawValue)
        writer.u8(SessionRole(responder).rawValue)
        writer.value(outer)
        writer.fixed(nonce)
        writer.optional(ledgerOrigin) { $0.string($1) }
        writer.optional(release) { $0.value($1) }
    }
}
