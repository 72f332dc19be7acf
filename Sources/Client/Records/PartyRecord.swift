package import ControlAPI
import ControlPlane
import Wire

/// A registered party, as the service tells of it.
public struct PartyRecord: Sendable, Encodable, Equatable {
    /// Hexadecimal, 16 bytes; follows from the signing key.
    public let id: String
    /// For people; not unique.
    public let name: String
    /// `admin`, `functionOwner`, `dataOwner`, `auditor`.
    public let roles: [String]
    /// Whether an admin has stopped it.
    public let suspended: Bool
    /// Seconds since 1970, by the node's time.
    public let registeredAt: UInt64
    /// What an agreement names the party's recipient key by, hexadecimal.
    public let recipientKeyDigest: String

    /// Refuses an answer whose id does not follow from its key.
    package init(_ party: Cloister_V1_Party) throws(ClientError) {
        guard PartyID(signingKey: Array(party.signingKey)).description == party.id else {
            throw .invalidAnswer("the service named a party by an id that is not its key's")
        }
        id = party.id
        name = party.name
        roles = party.roles
        suspended = party.suspended
        registeredAt = party.registeredAt
        recipientKeyDigest = PartyRegistration.recipientKeyDigest(Array(party.recipientKey)).hex
    }
}
