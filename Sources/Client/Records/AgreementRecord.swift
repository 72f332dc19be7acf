package import ControlAPI
public import ControlPlane
import Wire

/// An agreement: its exact terms and who has signed them.
public struct AgreementRecord: Sendable, Equatable {
    /// Hexadecimal, 16 bytes; follows from the terms.
    public let id: String
    /// The terms, read from the exact bytes.
    public let terms: AgreementTerms
    /// The exact bytes that every party signs.
    public let document: [UInt8]
    /// `proposed`, `active`, `halted`, `expired` or `exhausted`.
    public let status: String
    /// Party ids whose signatures are needed.
    public let requiredSigners: [String]
    /// Party ids that have signed.
    public let signers: [String]
    /// Runs charged so far.
    public let runsCharged: UInt32
    /// Seconds since 1970, by the node's time.
    public let proposedAt: UInt64

    /// Reads the terms from the exact bytes, and refuses an answer that does not match them.
    package init(_ agreement: Cloister_V1_Agreement) throws(ClientError) {
        document = Array(agreement.terms)
        do {
            terms = try AgreementTerms(wireBytes: document)
        } catch {
            throw .invalidAnswer("the service sent terms that cannot be read: \(error)")
        }
        guard terms.wireBytes == document, terms.id.description == agreement.id else {
            throw .invalidAnswer("the service named an agreement by an id that is not its terms'")
        }
        id = agreement.id
        status = agreement.status
        requiredSigners = agreement.requiredSigners
        signers = agreement.signers
        runsCharged = agreement.runsCharged
        proposedAt = agreement.proposedAt
    }
}
