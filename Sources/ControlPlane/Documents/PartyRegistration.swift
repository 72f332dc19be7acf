import Crypto
public import Wire

/// A party's description of itself, signed with its own key.
public struct PartyRegistration: DocumentBody {
    /// Separates its hashes from other documents'.
    public static let label = "cloister/party/v1"
    /// The length of an X-Wing public key.
    public static let recipientKeyBytes = 1216

    /// Printable text for people; not unique.
    public var name: String
    /// What the party wants to do.
    public var roles: Set<Role>
    /// P-256, X9.63, 65 bytes; names the party.
    public var signingKey: [UInt8]
    /// X-Wing (ML-KEM-768 + X25519), raw, 1,216 bytes; what outputs are sealed to.
    public var recipientKey: [UInt8]

    /// A registration of these parts; checked when it is signed or read.
    public init(name: String, roles: Set<Role>, signingKey: [UInt8], recipientKey: [UInt8]) {
        (self.name, self.roles, self.signingKey, self.recipientKey) = (name, roles, signingKey, recipientKey)
    }

    /// The party's identifier.
    public var id: PartyID { PartyID(signingKey: signingKey) }

    /// What agreements name the recipient key by; 32 bytes.
    public var recipientKeyDigest: [UInt8] { Self.recipientKeyDigest(recipientKey) }

    /// What agreements name a recipient key by; 32 bytes.
    public static func recipientKeyDigest(_ recipientKey: [UInt8]) -> [UInt8] {
        Digests.labelled("cloister/recipient-key/v1") { $0.variable(recipientKey) }
    }

    /// Reads and checks every field, the two keys included.
    public init(from reader: inout ByteReader) throws(WireError) {
        name = try reader.displayName()
        let list = try reader.ascending(atMost: Role.allCases.count, by: { $0 }) { reader throws(WireError) in
            try reader.choice(Role.self, "an unknown role")
        }
        roles = Set(list)
        signingKey = try reader.fixed(SigningKey.publicKeyBytes)
        recipientKey = try reader.fixed(Self.recipientKeyBytes)
        guard SigningKey.isValidPublicKey(signingKey) else { throw .invalid("a signing key that is no P-256 point") }
        guard (try? XWingMLKEM768X25519.PublicKey(rawRepresentation: recipientKey)) != nil else {
            throw .invalid("a recipient key that is no X-Wing key")
        }
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.string(name)
        writer.array(roles.sorted()) { $0.u8($1.rawValue) }
        writer.fixed(signingKey)
        writer.fixed(recipientKey)
    }
}
