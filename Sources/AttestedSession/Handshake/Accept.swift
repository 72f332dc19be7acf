import Wire

/// M4: the responder's Finished, the session's identifier and its age limit, sealed.
struct Accept: Sendable, WireCodable {
    static let kind: UInt8 = 4

    /// What is sealed.
    struct Content: Sendable, WireCodable {
        let finished: [UInt8]
        let sessionID: [UInt8]
        let ageLimit: UInt32

        init(finished: [UInt8], sessionID: [UInt8], ageLimit: UInt32) {
            self.finished = finished
            self.sessionID = sessionID
            self.ageLimit = ageLimit
        }

        init(from reader: inout ByteReader) throws(WireError) {
            finished = try reader.fixed(SessionLimits.mac)
            sessionID = try reader.fixed(SessionLimits.sessionID)
            ageLimit = try reader.u32()
            guard (1...SessionLimits.age).contains(ageLimit) else { throw .invalid("an age limit outside a second and a day") }
        }

        func encode(into writer: inout ByteWriter) {
            writer.fixed(finished)
            writer.fixed(sessionID)
            writer.u32(ageLimit)
        }
    }

    let sealed: [UInt8]

    init(sealed: [UInt8]) { self.sealed = sealed }

    init(from reader: inout ByteReader) throws(WireError) {
        guard try reader.u8() == Accept.kind else { throw .invalid("another kind of message where an accept was expected") }
        sealed = try reader.variable(atMost: SessionLimits.sealedAccept)
    }

    func encode(into writer: inout ByteWriter) {
        writer.u8(Accept.kind)
        writer.variable(sealed)
    }
}
