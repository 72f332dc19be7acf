/// A distinguished name (RFC 5280 §4.1.2.4). Names are compared by their bytes.
enum CertificateName {
    private static let commonName: OID = [2, 5, 4, 3]
    /// The most attributes of one name.
    private static let maximumAttributes = 32

    /// Checks the name's structure, and gives its common name: nil without one, with more than one, or in another alphabet than UTF-8.
    static func commonName(of name: DERElement) throws(DERError) -> String? {
        var parts = name.reader
        var names: [String?] = []
        var count = 0
        while !parts.isAtEnd {
            var attributes = try parts.open(DERReader.Tag.set)
            repeat {
                count += 1
                guard count <= maximumAttributes else { throw .value("a name of too many parts") }
                var attribute = try attributes.open(DERReader.Tag.sequence)
                let kind = try attribute.next(DERReader.Tag.objectIdentifier).content
                let value = try attribute.next()
                try attribute.finish()
                if kind.elementsEqual(commonName.bytes) { names.append(text(value)) }
            } while !attributes.isAtEnd
        }
        return names.count == 1 ? names[0] : nil
    }

    private static func text(_ value: DERElement) -> String? {
        switch value.tag {
        case DERReader.Tag.utf8String, DERReader.Tag.printableString, DERReader.Tag.ia5String:
            String(validating: value.content, as: UTF8.self)
        default: nil
        }
    }
}
