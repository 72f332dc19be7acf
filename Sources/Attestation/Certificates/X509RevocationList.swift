/// A list of revoked certificates of version 2 (RFC 5280 §5.1): read, and not yet verified.
///
/// Its entries are checked once and stay where they are in the bytes: memory is that of the list, and every use is linear in its length.
package struct X509RevocationList: Hashable, Sendable {
    /// The longest list in DER.
    package static let maximumLength = 16 << 20
    private static let maximumExtensions = 16
    private static let number: OID = [2, 5, 29, 20]

    /// The whole list.
    package let der: [UInt8]
    /// What is signed: TBSCertList.
    package let signedBytes: ArraySlice<UInt8>
    /// How it is signed.
    package let algorithm: SignatureAlgorithm
    /// The signature in its algorithm's form.
    package let signature: [UInt8]
    /// The issuer's name in DER.
    package let issuerDER: [UInt8]
    /// The issuer's one common name.
    package let issuerCommonName: String?
    /// From thisUpdate to nextUpdate in seconds since 1970, both inclusive.
    package let window: ClosedRange<Int64>
    /// The list's number; nil without that extension.
    package let sequenceNumber: RevocationListNumber?
    /// How many certificates are listed.
    package let count: Int
    private let entries: ArraySlice<UInt8>

    /// Reads a list that fills `der`; refuses it as `endorsement_malformed`. Lists of others' certificates, parts and differences of lists are refused.
    package init(der: [UInt8]) throws(AttestationError) {
        guard der.count <= Self.maximumLength else {
            throw AttestationError(refusing: .endorsementMalformed, "a revocation list is longer than \(Self.maximumLength) bytes")
        }
        do throws(DERError) { try self.init(reading: der) } catch {
            throw AttestationError(refusing: .endorsementMalformed, "a revocation list is not in strict DER: \(error)")
        }
    }

    private init(reading der: [UInt8]) throws(DERError) {
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
        guard try fields.smallInteger() == 1 else { throw .value("another version than 2") }
        guard try fields.next(DERReader.Tag.sequence).encoded == named else { throw .value("two signature algorithms") }
        let issuer = try fields.next(DERReader.Tag.sequence)
        issuerCommonName = try CertificateName.commonName(of: issuer)
        issuerDER = Array(issuer.encoded)
        let (issued, next) = (try fields.time(), try fields.time())
        guard issued <= next else { throw .value("a window that ends before it begins") }
        window = issued...next
        entries = fields.nextTag == DERReader.Tag.sequence ? try fields.next().content : []
        count = try Self.check(entries)
        var tagged = try fields.open(DERReader.Tag.context(0))
        let extensions = try CertificateExtension.list(from: &tagged, atMost: Self.maximumExtensions)
        try tagged.finish()
        try fields.finish()
        guard !extensions.contains(where: \.isCritical) else { throw .value("a critical extension that is not understood") }
        if let found = extensions.first(where: { $0.is(Self.number) }) {
            var value = DERReader(found.value)
            guard let number = RevocationListNumber(try value.unsignedInteger()) else { throw .value("a number of more than 20 bytes") }
            try value.finish()
            sequenceNumber = number
        } else {
            sequenceNumber = nil
        }
    }

    /// Walks over all entries: serial number, time, and extensions of which none may be critical, as that of an entry for another issuer is.
    private static func check(_ entries: ArraySlice<UInt8>) throws(DERError) -> Int {
        var reader = DERReader(entries)
        var count = 0
        while !reader.isAtEnd {
            var entry = try reader.open(DERReader.Tag.sequence)
            _ = try entry.integer()
            _ = try entry.time()
            if !entry.isAtEnd {
                try CertificateExtension.refuseCritical(from: &entry, atMost: maximumExtensions)
                try entry.finish()
            }
            count += 1
        }
        return count
    }

    /// Whether a certificate's serial number, as its DER content, is listed.
    package func revokes(serial: [UInt8]) -> Bool {
        var reader = DERReader(entries)
        do throws(DERError) {
            while !reader.isAtEnd {
                var entry = try reader.open(DERReader.Tag.sequence)
                if try entry.integer().elementsEqual(serial) { return true }
            }
            return false
        } catch { return true }
    }

    package static func == (left: X509RevocationList, right: X509RevocationList) -> Bool { left.der == right.der }
    package func hash(into hasher: inout Hasher) { hasher.combine(der) }
}
