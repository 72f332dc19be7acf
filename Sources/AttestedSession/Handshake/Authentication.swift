import Wire

/// M3: the encapsulation, the initiator's sealed credential, and its Finished.
struct Authentication: Sendable, WireCodable {
    static let kind: UInt8 = 3

    let encapsulation: [UInt8]
    let sealedCredential: [UInt8]
    let finished: [UInt8]

    init(encapsulation: [UInt8], sealedCredential: [UInt8], finished: [UInt8]) {
        self.encapsulation = encapsulation
        self.sealedCredential = sealedCredential
        self.finished = finished
    }

    init(from reader: inout ByteReader) throws(WireError) {
        guard try reader.u8() == Authentication.kind else {
            throw .invalid("another kind of message where an authentication was expected")
        }
        encapsulation = try reader.fixed(SessionLimits.encapsulation)
        sealedCredential = try reader.variable(atMost: SessionLimits.sealedCredential)
        finished = try reader.fixed(SessionLimits.mac)
    }

    func encode(into writer: inout ByteWriter) {
        writer.u8(Authentication.kind)
        writer.fixed(encapsulation)
        writer.variable(sealedCredential)
        writer.fixed(finished)
    }
}
