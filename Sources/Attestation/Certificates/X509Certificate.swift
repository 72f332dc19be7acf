/// An X.509 certificate of version 3 (RFC 5280 §4.1): read, and not yet verified.
///
/// The bytes are kept once; all parts are ranges of them.
package struct X509Certificate: Hashable, Sendable {
    /// The longest certificate in DER: one of RA-TLS with its evidence.
    package static let maximumLength = 73_728
    /// The most extensions.
    static let maximumExtensions = 32

    /// The whole certificate.
    package let der: [UInt8]
    /// What is signed: TBSCertificate.
    package let signedBytes: ArraySlice<UInt8>
    /// How it is signed; named twice, the same both times.
    package let algorithm: SignatureAlgorithm
    /// The signature in its algorithm's form.
    package let signature: [UInt8]
    /// The serial number as its DER content: two's complement in its shortest form.
    package let serial: [UInt8]
    /// The issuer's name in DER.
    package let issuerDER: [UInt8]
    /// The subject's name in DER.
    package let subjectDER: [UInt8]
    /// The subject's one common name.
    package let subjectCommonName: String?
    /// When it is valid, in seconds since 1970, both ends inclusive.
    package let validity: ClosedRange<Int64>
    /// The SubjectPublicKeyInfo in DER.
    package let publicKeyInfo: [UInt8]
    /// The subject's key.
    package let publicKey: CertificateKey
    /// In order, none twice.
    package let extensions: [CertificateExtension]
    /// Basic constraints, where they are there.
    package let basicConstraints: BasicConstraints?
    /// Key usage, where it is there.
    package let keyUsage: CertificateKeyUsage?

    /// Reads a certificate that fills `der`; refuses it as `endorsement_malformed`.
    package init(der: [UInt8]) throws(AttestationError) {
        guard der.count <= Self.maximumLength else {
            throw AttestationError(refusing: .endorsementMalformed, "a certificate is longer than \(Self.maximumLength) bytes")
        }
        do throws(DERError) { try self.init(reading: der) } catch {
            throw AttestationError(refusing: .endorsementMalformed, "a certificate is not X.509 in strict DER: \(error)")
        }
    }

    /// Reads a certificate that fills `der`, of whatever length.
    package init(reading der: [UInt8]) throws(DERError) {
        self.der = der
        var whole = DERReader(der)
        var parts = try whole.open(DERReader.Tag.sequence)
        try whole.finish()
        let body = try parts.next(DERReader.Tag.sequence)
        signedBytes = body.encoded
        let named = try parts.next(DERReader.Tag.sequence).encoded
        var names = DERReader(named)
        algorithm = try SignatureAlgorithm(from: &names)
        signature = Array(try parts.byteString())
        try parts.finish()

        var fields = body.reader
        var version = try fields.open(DERReader.Tag.context(0))
        guard try version.smallInteger() == 2 else { throw .value("another version than 3") }
        try version.finish()
        let serial = try fields.integer()
        guard serial.count <= 21 else { throw .value("a serial number that is too long") }
        self.serial = Array(serial)
        guard try fields.next(DERReader.Tag.sequence).encoded == named else { throw .value("two signature algorithms") }
        let issuer = try fields.next(DERReader.Tag.sequence)
        _ = try CertificateName.commonName(of: issuer)
        issuerDER = Array(issuer.encoded)
        var times = try fields.open(DERReader.Tag.sequence)
        let (first, last) = (try times.time(), try times.time())
        try times.finish()
        guard first <= last else { throw .value("a validity that ends before it begins") }
        validity = first...last
        let subject = try fields.next(DERReader.Tag.sequence)
        subjectCommonName = try CertificateName.commonName(of: subject)
        subjectDER = Array(subject.encoded)
        let key = try fields.next(DERReader.Tag.sequence).encoded
        publicKeyInfo = Array(key)
        publicKey = try CertificateKey(info: key)
        if var list = try fields.openIfPresent(DERReader.Tag.context(3)) {
            extensions = try CertificateExtension.list(from: &list, atMost: Self.maximumExtensions)
            try list.finish()
        } else {
            extensions = []
        }
        try fields.finish()
        basicConstraints = try BasicConstraints(in: extensions)
        keyUsage = try CertificateKeyUsage(in: extensions)
    }

    /// The raw value of an extension; nil without it.
    package func extensionValue(_ identifier: OID) -> [UInt8]? {
        extensions.first { $0.identifier.elementsEqual(identifier.bytes) }.map { Array($0.value) }
    }

    /// Whether the key of `issuer` made the signature. Says nothing about names, times and permissions.
    package func isSigned(by issuer: X509Certificate) -> Bool {
        issuer.publicKey.isValid(signature: signature, of: signedBytes, algorithm)
    }

    /// Whether a time in seconds since 1970 is within its validity.
    func isValid(at time: UInt64) -> Bool { Int64(exactly: time).map(validity.contains) ?? false }

    /// Whether its own key signed it and it names itself as its issuer.
    package var isSelfSigned: Bool { issuerDER == subjectDER && isSigned(by: self) }

    package static func == (left: X509Certificate, right: X509Certificate) -> Bool { left.der == right.der }
    package func hash(into hasher: inout Hasher) { hasher.combine(der) }
}
