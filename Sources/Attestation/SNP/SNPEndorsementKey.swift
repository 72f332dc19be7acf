package import Crypto

/// The certificate of a key that signs reports, VCEK or VLEK, with AMD's extensions read and not yet verified.
///
/// AMD VCEK Certificate and KDS Interface Specification (57230), table 8, "VCEK Certificate Fields"; extensions under 1.3.6.1.4.1.3704.1.
package struct SNPEndorsementKey: Sendable {
    /// Whose key it is.
    package enum Holder: Hashable, Sendable {
        /// A chip's, by the id that its certificate has: 64 bytes, on Turin 8.
        case chip([UInt8])
        /// A cloud provider's, by the name that AMD gave it.
        case provider(String)
    }

    /// The subject's common name of a chip's key.
    static let chipName = "SEV-VCEK"
    /// The subject's common name of a provider's key.
    static let providerName = "SEV-VLEK"
    /// The most bytes of a provider's name.
    static let maximumProviderLength = 256

    package let certificate: X509Certificate
    package let key: P384.Signing.PublicKey
    package let product: SNPProduct
    package let holder: Holder
    /// The security versions for which the key was derived.
    package let tcb: SNPTCBVersion

    /// Whether a certificate is by its name one of a key that signs reports.
    static func isNamed(_ certificate: X509Certificate) -> Bool {
        certificate.subjectCommonName == chipName || certificate.subjectCommonName == providerName
    }

    /// Reads AMD's extensions: each that the product has exactly once, and no other of AMD's; refused as `endorsement_malformed`.
    package init(_ certificate: X509Certificate) throws(AttestationError) {
        do throws(DERError) { try self.init(reading: certificate) } catch {
            throw AttestationError(refusing: .endorsementMalformed, "a VCEK or VLEK certificate is not of AMD's form: \(error)")
        }
    }

    private init(reading certificate: X509Certificate) throws(DERError) {
        self.certificate = certificate
        guard let key = certificate.publicKey.p384 else { throw .value("a key that is not on P-384") }
        self.key = key
        var fields = SNPKeyExtensions(certificate)
        let structure = try fields.number(.structureVersion)
        let name = try fields.text(.productName, atMost: 32)
        guard let product = SNPProduct(certificateName: name) else { throw .value("an unknown product name") }
        guard structure == (product == .turin ? 1 : 0) else { throw .value("another structure version than its product's") }
        self.product = product
        tcb = try fields.tcb(product.layout)
        switch certificate.subjectCommonName {
        case Self.chipName:
            holder = .chip(try fields.raw(.hardwareID, length: product.chipIDLength))
        case Self.providerName:
            holder = .provider(try fields.text(.providerID, atMost: Self.maximumProviderLength))
        default: throw .value("a subject that is neither SEV-VCEK nor SEV-VLEK")
        }
        try fields.finish()
    }
}
