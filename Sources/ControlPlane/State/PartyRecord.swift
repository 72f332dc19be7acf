import Wire

/// What the state knows of a registered party.
struct PartyRecord: Equatable, Sendable, WireEncodable {
    let document: SignedDocument<PartyRegistration>
    let id: PartyID
    let recipientKeyDigest: [UInt8]
    let registeredAt: UInt64
    var isSuspended = false

    init(document: SignedDocument<PartyRegistration>, registeredAt: UInt64) {
        self.document = document
        id = document.body.id
        recipientKeyDigest = document.body.recipientKeyDigest
        self.registeredAt = registeredAt
    }

    var signingKey: [UInt8] { document.body.signingKey }

    func has(_ role: Role) -> Bool { document.body.roles.contains(role) }

    func encode(into writer: inout ByteWriter) {
        writer.value(document)
        writer.u64(registeredAt)
        writer.bool(isSuspended)
    }
}
