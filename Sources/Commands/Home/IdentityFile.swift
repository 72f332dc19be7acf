import ArgumentParser
import Client
import ControlPlane
import Crypto
import SealedData
import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What identity.json says in public: the keys themselves are in files of their own.
struct IdentityFile: Codable, Sendable {
    var version = 1
    let name: String
    let roles: [RoleName]
    /// The party id.
    let party: String
    /// An uncompressed P-256 point, hexadecimal.
    let signingKey: String
}

extension HomeFolder {
    /// Makes both keys and the identity file; refuses a folder that holds any of them.
    func createIdentity(name: String, roles: [RoleName]) throws -> IdentityFile {
        try prepare()
        for file in [File.identity, .signingKey, .recipientKey] where exists(file) {
            throw LocalFileError(filePath(file), "exists already: this folder has an identity, and it is not overwritten")
        }
        let signingKey = P256.Signing.PrivateKey()
        let recipientKey = try RecipientPrivateKey()
        let publicKey = Array(signingKey.publicKey.x963Representation)
        let registration = PartyRegistration(
            name: name, roles: Set(roles.map(\.role)), signingKey: publicKey, recipientKey: recipientKey.publicKey.rawRepresentation)
        guard (try? PartyRegistration(wireBytes: registration.wireBytes)) == registration else {
            throw CommandFailure(
                .validationFailure, reason: "USAGE", message: "--name must be 1 to 128 bytes of printable text without line breaks")
        }
        var raw = Array(signingKey.rawRepresentation)
        defer { Wiping.wipe(&raw) }
        try raw.withUnsafeBytes { try KeyFile(path: filePath(.signingKey), kind: .signing).create($0) }
        try recipientKey.withUnsafeRawRepresentation { try KeyFile(path: filePath(.recipientKey), kind: .recipient).create($0) }
        let identity = IdentityFile(
            name: name, roles: roles, party: PartyID(signingKey: publicKey).description, signingKey: publicKey.hex)
        try encode(identity, to: .identity)
        return identity
    }

    /// The public part; refuses one of another version.
    func identityFile() throws -> IdentityFile {
        try check()
        guard exists(.identity) else { throw LocalFileError(path, "has no identity; type: cloister init --name NAME --role ROLE") }
        let file = try decode(IdentityFile.self, from: .identity)
        guard file.version == 1 else { throw LocalFileError(filePath(.identity), "is of another version") }
        return file
    }

    /// The keys, which must be those that the public part names.
    func identity() throws -> PartyIdentity {
        let file = try identityFile()
        let signingKey = try KeyFile(path: filePath(.signingKey), kind: .signing).withKey { bytes in
            guard let key = try? P256.Signing.PrivateKey(rawRepresentation: bytes) else {
                throw LocalFileError(filePath(.signingKey), "holds no valid key")
            }
            return key
        }
        let recipientKey = try KeyFile(path: filePath(.recipientKey), kind: .recipient).withKey { bytes in
            var seed = Array(bytes)
            defer { Wiping.wipe(&seed) }
            return try RecipientPrivateKey(rawRepresentation: seed)
        }
        let identity = PartyIdentity(signingKey: signingKey, recipientKey: recipientKey)
        guard identity.id.description == file.party, identity.signingKey.hex == file.signingKey else {
            throw LocalFileError(filePath(.signingKey), "is not the key of the identity beside it")
        }
        return identity
    }
}
