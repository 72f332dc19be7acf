import Attestation
import Wire

/// M2: the responder's per-session key and context, and evidence that covers them.
struct Offer: Sendable, WireCodable {
    static let kind: UInt8 = 2

    /// What the first transcript hash covers.
    struct Core: Hashable, Sendable, WireCodable {
        let nonce: [UInt8]
        let publicKey: [UInt8]
        let context: SessionContext
        let outer: OuterChannel

        init(nonce: [UInt8], publicKey: [UInt8], context: SessionContext, outer: OuterChannel) {
            self.nonce = nonce
            self.publicKey = publicKey
            self.context = context
            self.outer = outer
        }

        init(from reader: inout ByteReader) throws(WireError) {
            nonce = try reader.fixed(SessionLimits.nonce)
            publicKey = try reader.fixed(SessionLimits.publicKey)
            context = try reader.value()
            outer = try reader.value()
        }

        func encode(into writer: inout ByteWriter) {
            writer.fixed(nonce)
            writer.fixed(publicKey)
            writer.value(context)
            writer.value(outer)
        }
    }

    let core: Core
    let proof: BatchProof
    let evidence: Evidence

    init(core: Core, proof: BatchProof, evidence: Evidence) {
        self.core = core
        self.proof = proof
        self.evidence = evidence
    }

    init(from reader: inout ByteReader) throws(WireError) {
        guard try reader.u8() == Offer.kind else { throw .invalid("another kind of message where an offer was expected") }
        core = try reader.value()
        proof = try reader.value()
        evidence = try reader.value()
    }

    func encode(into writer: inout ByteWriter) {
        writer.u8(Offer.kind)
        writer.value(core)
        writer.value(proof)
        writer.value(evidence)
    }
}
