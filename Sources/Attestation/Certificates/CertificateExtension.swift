/// One extension of a certificate or a revocation list (RFC 5280 §4.2).
package struct CertificateExtension: Sendable {
    /// The content of its object identifier.
    package let identifier: ArraySlice<UInt8>
    /// Whether who does not understand it must refuse the whole.
    package let isCritical: Bool
    /// What its octet string holds.
    package let value: ArraySlice<UInt8>

    static let basicConstraints: OID = [2, 5, 29, 19]
    static let keyUsage: OID = [2, 5, 29, 15]
    package static let extendedKeyUsage: OID = [2, 5, 29, 37]
    package static let subjectAlternativeName: OID = [2, 5, 29, 17]

    /// Reads a SEQUENCE OF extensions: at least one, none twice.
    static func list(from reader: inout DERReader, atMost limit: Int) throws(DERError) -> [CertificateExtension] {
        var fields = try reader.open(DERReader.Tag.sequence)
        var list: [CertificateExtension] = []
        repeat {
            guard list.count < limit else { throw .value("too many extensions") }
            let entry = try CertificateExtension(from: &fields)
            guard !list.contains(where: { $0.identifier == entry.identifier }) else { throw .value("an extension twice") }
            list.append(entry)
        } while !fields.isAtEnd
        return list
    }

    /// Refuses a list of extensions that is not as it should be, or of which one is critical; keeps none where there is but one.
    static func refuseCritical(from reader: inout DERReader, atMost limit: Int) throws(DERError) {
        var single = reader
        var fields = try single.open(DERReader.Tag.sequence)
        let first = try CertificateExtension(from: &fields)
        let list = fields.isAtEnd ? [] : try list(from: &reader, atMost: limit)
        if fields.isAtEnd { reader = single }
        guard !first.isCritical, !list.contains(where: \.isCritical) else { throw .value("a critical extension that is not understood") }
    }

    private init(from reader: inout DERReader) throws(DERError) {
        var fields = try reader.open(DERReader.Tag.sequence)
        identifier = try fields.next(DERReader.Tag.objectIdentifier).content
        try OID.check(identifier)
        // FALSE is the default and so left out in DER; some stacks write it all the same.
        isCritical = fields.nextTag == DERReader.Tag.boolean ? try fields.boolean() : false
        value = try fields.octetString()
        try fields.finish()
    }

    /// Whether it is the one of this identifier.
    func `is`(_ other: OID) -> Bool { identifier.elementsEqual(other.bytes) }
}

/// Whether a certificate may sign others, and how many may follow (RFC 5280 §4.2.1.9).
package struct BasicConstraints: Hashable, Sendable {
    /// Whether it is an authority.
    package let isAuthority: Bool
    /// The most authorities below it; nil for any number.
    package let pathLength: Int?

    init?(in extensions: [CertificateExtension]) throws(DERError) {
        guard let found = extensions.first(where: { $0.is(CertificateExtension.basicConstraints) }) else { return nil }
        var outer = DERReader(found.value)
        var fields = try outer.open(DERReader.Tag.sequence)
        try outer.finish()
        isAuthority = fields.nextTag == DERReader.Tag.boolean ? try fields.boolean() : false
        pathLength = fields.isAtEnd ? nil : try fields.smallInteger()
        try fields.finish()
        guard isAuthority || pathLength == nil else { throw .value("a path length without authority") }
    }
}

/// What a certificate's key may be used for (RFC 5280 §4.2.1.3).
package struct CertificateKeyUsage: OptionSet, Sendable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let digitalSignature = CertificateKeyUsage(rawValue: 1 << 0)
    package static let certificateSigning = CertificateKeyUsage(rawValue: 1 << 5)
    package static let revocationListSigning = CertificateKeyUsage(rawValue: 1 << 6)

    init?(in extensions: [CertificateExtension]) throws(DERError) {
        guard let found = extensions.first(where: { $0.is(CertificateExtension.keyUsage) }) else { return nil }
        var reader = DERReader(found.value)
        rawValue = try reader.namedBits()
        try reader.finish()
    }
}
