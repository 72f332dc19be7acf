import Crypto

@testable import Attestation

/// Certificates and revocation lists made up field by field, signed with ECDSA on P-384.
struct MadeCertificate {
    struct Extension {
        var identifier: OID
        var isCritical = false
        var value: [UInt8]

        var der: [UInt8] {
            MadeDER.sequence(MadeDER.identifier(identifier), isCritical ? MadeDER.yes : [], MadeDER.element(0x04, value))
        }

        static func authority(pathLength: UInt8? = nil) -> Extension {
            Extension(
                identifier: [2, 5, 29, 19], isCritical: true,
                value: MadeDER.sequence(MadeDER.yes, pathLength.map { MadeDER.integer($0) } ?? []))
        }
        /// Named bits from the first byte's top.
        static func usage(_ bits: UInt8) -> Extension {
            Extension(identifier: [2, 5, 29, 15], isCritical: true, value: MadeDER.bits([bits], unused: UInt8(bits.trailingZeroBitCount)))
        }
    }

    static let time: Int64 = 1_750_000_000
    static let signatureAlgorithm = MadeDER.sequence(MadeDER.identifier([1, 2, 840, 10045, 4, 3, 3]))

    var subject: String
    var issuer: String
    var key = P384.Signing.PrivateKey()
    var serial: [UInt8] = [5]
    var version: UInt8 = 2
    var validity: ClosedRange<Int64> = time - 1000...time + 1000
    var extensions: [Extension] = []
    var algorithm = signatureAlgorithm
    var outerAlgorithm: [UInt8]?
    /// In place of the key's own.
    var keyInfo: [UInt8]?

    static func authority(_ subject: String, by issuer: String? = nil, pathLength: UInt8? = nil) -> MadeCertificate {
        MadeCertificate(subject: subject, issuer: issuer ?? subject, extensions: [.authority(pathLength: pathLength), .usage(0b110)])
    }

    var body: [UInt8] {
        MadeDER.sequence(
            MadeDER.element(0xa0, MadeDER.integer(version)), MadeDER.integer(serial), algorithm, MadeDER.name(issuer),
            MadeDER.sequence(MadeDER.time(validity.lowerBound), MadeDER.time(validity.upperBound)), MadeDER.name(subject),
            keyInfo ?? Array(key.publicKey.derRepresentation),
            extensions.isEmpty ? [] : MadeDER.element(0xa3, MadeDER.element(0x30, extensions.flatMap(\.der))))
    }

    func der(signedBy signer: P384.Signing.PrivateKey? = nil) throws -> [UInt8] {
        let signature = try (signer ?? key).signature(for: body).derRepresentation
        return MadeDER.sequence(body, outerAlgorithm ?? algorithm, MadeDER.bits(Array(signature)))
    }

    func certificate(signedBy signer: MadeCertificate? = nil) throws -> X509Certificate {
        try X509Certificate(der: der(signedBy: signer?.key))
    }

    func pinned() throws -> PinnedRoot { try PinnedRoot(certificate()) }
}

/// A revocation list made up in the same way.
struct MadeRevocationList {
    var issuer: MadeCertificate
    var window: ClosedRange<Int64> = MadeCertificate.time - 10...MadeCertificate.time + 10
    var serials: [[UInt8]] = []
    var version: UInt8 = 1
    var hasNextUpdate = true
    var entryExtensions: [MadeCertificate.Extension] = []
    var extensions = numbered([7])

    /// The extensions of a list with a number, as content of an INTEGER; without one there is another in its place.
    static func numbered(_ number: [UInt8]?) -> [MadeCertificate.Extension] {
        guard let number else { return [.init(identifier: [2, 5, 29, 35], value: [0x30, 0])] }
        return [.init(identifier: [2, 5, 29, 20], value: MadeDER.integer(number))]
    }

    func der(signedBy signer: P384.Signing.PrivateKey? = nil) throws -> [UInt8] {
        let moment = MadeDER.time(window.lowerBound)
        let tail = entryExtensions.isEmpty ? [] : MadeDER.element(0x30, entryExtensions.flatMap(\.der))
        let entries = serials.flatMap { MadeDER.sequence(MadeDER.integer($0), moment, tail) }
        let body = MadeDER.sequence(
            MadeDER.integer(version), MadeCertificate.signatureAlgorithm, MadeDER.name(issuer.subject), moment,
            hasNextUpdate ? MadeDER.time(window.upperBound) : [], entries.isEmpty ? [] : MadeDER.element(0x30, entries),
            extensions.isEmpty ? [] : MadeDER.element(0xa0, MadeDER.element(0x30, extensions.flatMap(\.der))))
        let signature = try (signer ?? issuer.key).signature(for: body).derRepresentation
        return MadeDER.sequence(body, MadeCertificate.signatureAlgorithm, MadeDER.bits(Array(signature)))
    }

    func list(signedBy signer: P384.Signing.PrivateKey? = nil) throws -> X509RevocationList {
        try X509RevocationList(der: der(signedBy: signer))
    }
}
