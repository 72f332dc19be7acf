/// How certificates, revocation lists and reports are signed. SHA-1 and everything older is not among them.
package enum SignatureAlgorithm: Hashable, Sendable {
    /// What is hashed with.
    package enum Hash: Hashable, Sendable { case sha256, sha384, sha512 }

    /// ECDSA; the signature is the DER structure of r and s (RFC 5758 §3.2).
    case ecdsa(Hash)
    /// RSASSA-PSS with MGF1 over the same hash and a salt as long as it (RFC 4055 §3.1).
    case pss(Hash)
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2), for the chains of TPMs.
    case pkcs1(Hash)

    private static let plain: [(OID, SignatureAlgorithm)] = [
        ([1, 2, 840, 10045, 4, 3, 2], .ecdsa(.sha256)), ([1, 2, 840, 10045, 4, 3, 3], .ecdsa(.sha384)),
        ([1, 2, 840, 10045, 4, 3, 4], .ecdsa(.sha512)), ([1, 2, 840, 113549, 1, 1, 11], .pkcs1(.sha256)),
        ([1, 2, 840, 113549, 1, 1, 12], .pkcs1(.sha384)), ([1, 2, 840, 113549, 1, 1, 13], .pkcs1(.sha512)),
    ]
    private static let pss: OID = [1, 2, 840, 113549, 1, 1, 10]
    private static let maskGeneration: OID = [1, 2, 840, 113549, 1, 1, 8]
    private static let hashes: [(OID, Hash)] = [
        ([2, 16, 840, 1, 101, 3, 4, 2, 1], .sha256), ([2, 16, 840, 1, 101, 3, 4, 2, 2], .sha384),
        ([2, 16, 840, 1, 101, 3, 4, 2, 3], .sha512),
    ]

    /// Reads an AlgorithmIdentifier. Plain ones have no parameters, or NULL as some write.
    init(from reader: inout DERReader) throws(DERError) {
        var fields = try reader.open(DERReader.Tag.sequence)
        let identifier = try fields.objectIdentifier()
        if identifier == Self.pss {
            self = .pss(try Self.parameters(&fields))
        } else if let known = Self.plain.first(where: { $0.0 == identifier }) {
            if !fields.isAtEnd { try fields.null() }
            self = known.1
        } else {
            throw .algorithm("the signature algorithm \(identifier), which is not accepted")
        }
        try fields.finish()
    }

    /// Reads RSASSA-PSS-params, in which all must speak of one hash; the defaults, which are SHA-1, are refused.
    private static func parameters(_ fields: inout DERReader) throws(DERError) -> Hash {
        var parameters = try fields.open(DERReader.Tag.sequence)
        var tagged = try parameters.open(DERReader.Tag.context(0))
        let hash = try Self.hash(&tagged)
        try tagged.finish()
        tagged = try parameters.open(DERReader.Tag.context(1))
        var generation = try tagged.open(DERReader.Tag.sequence)
        guard try generation.objectIdentifier() == maskGeneration, try Self.hash(&generation) == hash else {
            throw .algorithm("another mask generation than MGF1 with the same hash")
        }
        try generation.finish()
        try tagged.finish()
        tagged = try parameters.open(DERReader.Tag.context(2))
        guard try tagged.smallInteger() == hash.length else { throw .algorithm("a salt of another length than the hash's") }
        try tagged.finish()
        // The one trailer that there is, spelt out although it is the default: AMD's certificates do so.
        if var trailer = try parameters.openIfPresent(DERReader.Tag.context(3)) {
            guard try trailer.smallInteger() == 1 else { throw .algorithm("an unknown trailer field") }
            try trailer.finish()
        }
        try parameters.finish()
        return hash
    }

    private static func hash(_ fields: inout DERReader) throws(DERError) -> Hash {
        var algorithm = try fields.open(DERReader.Tag.sequence)
        let identifier = try algorithm.objectIdentifier()
        if !algorithm.isAtEnd { try algorithm.null() }
        try algorithm.finish()
        guard let hash = hashes.first(where: { $0.0 == identifier })?.1 else { throw .algorithm("a hash that is not accepted") }
        return hash
    }
}

extension SignatureAlgorithm.Hash {
    /// Bytes of the digest.
    var length: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }
}
