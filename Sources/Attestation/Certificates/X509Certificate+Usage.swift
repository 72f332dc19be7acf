extension X509Certificate {
    /// The purposes that the certificate names (RFC 5280 §4.2.1.12); nil without that extension.
    package func extendedKeyUsage() throws(AttestationError) -> [OID]? {
        guard let value = extensionValue(CertificateExtension.extendedKeyUsage) else { return nil }
        do throws(DERError) {
            var outer = DERReader(value)
            var fields = try outer.open(DERReader.Tag.sequence)
            try outer.finish()
            var purposes: [OID] = []
            repeat {
                guard purposes.count < Self.maximumExtensions else { throw DERError.value("too many purposes") }
                purposes.append(try fields.objectIdentifier())
            } while !fields.isAtEnd
            return purposes
        } catch {
            throw AttestationError(refusing: .endorsementMalformed, "a certificate's purposes are not strict DER: \(error)")
        }
    }

    /// How it is named in sentences for people: its common name, cut at 64 characters, or its serial number.
    var title: String {
        if let subjectCommonName {
            "“\(subjectCommonName.prefix(64))”"
        } else {
            "with serial \(serial.prefix(21).map { String($0, radix: 16) }.joined())"
        }
    }
}
