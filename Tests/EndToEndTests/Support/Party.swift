import Client
import ControlPlane
import Crypto
import SealedData

/// Somebody with keys.
struct Party: Sendable {
    let name: String
    let identity: PartyIdentity

    init(_ name: String) throws {
        self.name = name
        identity = PartyIdentity(signingKey: P256.Signing.PrivateKey(), recipientKey: try RecipientPrivateKey())
    }

    /// What an agreement names it by as a recipient.
    var recipient: Recipient {
        Recipient(
            party: identity.id, recipientKeyDigest: PartyRegistration.recipientKeyDigest(identity.recipientKey.publicKey.rawRepresentation))
    }
}
