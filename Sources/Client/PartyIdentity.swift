public import ControlPlane
public import Crypto
public import SealedData

/// A party's own keys. The signing key is reached through a closure, so that it may live in a Secure Enclave or an HSM.
public struct PartyIdentity: Sendable {
    /// The signing key's public half: an uncompressed P-256 point of 65 bytes.
    public let signingKey: [UInt8]
    /// What outputs are encrypted to.
    public let recipientKey: RecipientPrivateKey

    private let signMessage: @Sendable ([UInt8]) throws -> [UInt8]

    /// An identity whose signatures come from elsewhere.
    ///
    /// - Parameter sign: ECDSA with SHA-256 over a message, with the private half of `signingKey`: r and s, 32 bytes each.
    public init(
        signingKey: [UInt8], recipientKey: RecipientPrivateKey, sign: @escaping @Sendable ([UInt8]) throws -> [UInt8]
    ) {
        self.signingKey = signingKey
        self.recipientKey = recipientKey
        signMessage = sign
    }

    /// An identity with a signing key in memory.
    public init(signingKey: P256.Signing.PrivateKey, recipientKey: RecipientPrivateKey) {
        self.init(signingKey: Array(signingKey.publicKey.x963Representation), recipientKey: recipientKey) { message in
            Array(try signingKey.signature(for: message).rawRepresentation)
        }
    }

    /// The party's name in the ledger, which follows from its signing key.
    public var id: PartyID { PartyID(signingKey: signingKey) }

    /// Signs a message: r and s, 32 bytes each.
    package func signature(over message: [UInt8]) throws -> [UInt8] { try signMessage(message) }
}
