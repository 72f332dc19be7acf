import ControlPlane
import Crypto
import SealedData

/// A party whose keys are in memory.
struct Member: Sendable {
    let key = P256.Signing.PrivateKey()
    let registration: PartyRegistration

    init(_ name: String, roles: Set<Role>) throws {
        registration = PartyRegistration(
            name: name, roles: roles, signingKey: Array(key.publicKey.x963Representation),
            recipientKey: Array(try RecipientPrivateKey().publicKey.rawRepresentation))
    }

    var id: PartyID { registration.id }
    var actor: ControlPlane.Actor { .party(id) }
    var newcomer: ControlPlane.Actor { .unregistered(signingKey: registration.signingKey) }

    func sign<Body: DocumentBody>(_ body: Body) throws -> SignedDocument<Body> {
        try SignedDocument(body) { Array(try key.signature(for: $0).rawRepresentation) }
    }
}
