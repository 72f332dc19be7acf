import Wire

/// Text armour around DER (RFC 7468), as vendors publish chains.
package enum PEM {
    /// The longest text.
    package static let maximumLength = 24 << 20

    /// The certificates in a text, in order, in DER; refused as `endorsement_malformed` beyond `limit` and for none.
    package static func certificates(in text: [UInt8], atMost limit: Int) throws(AttestationError) -> [[UInt8]] {
        try blocks(labelled: "CERTIFICATE", in: ArraySlice(text), atMost: limit)
    }

    /// The revocation lists in a text, in order, in DER.
    package static func revocationLists(in text: [UInt8], atMost limit: Int) throws(AttestationError) -> [[UInt8]] {
        try blocks(labelled: "X509 CRL", in: ArraySlice(text), atMost: limit)
    }

    /// All blocks, which must have this label. Between and around them only white space and NUL may stand; lines end in LF or CRLF.
    package static func blocks(
        labelled label: String, in text: ArraySlice<UInt8>, atMost limit: Int
    ) throws(AttestationError) -> [[UInt8]] {
        guard text.count <= maximumLength else { throw AttestationError(refusing: .endorsementMalformed, "a PEM text is too long") }
        let (head, tail) = (Array("-----BEGIN \(label)-----".utf8), Array("-----END \(label)-----".utf8))
        let dash = UInt8(ascii: "-")
        var blocks: [[UInt8]] = []
        var rest = text.drop(while: isBlank)
        while !rest.isEmpty {
            guard blocks.count < limit else {
                throw AttestationError(refusing: .endorsementMalformed, "a PEM text has more than \(limit) blocks")
            }
            guard rest.starts(with: head) else {
                throw AttestationError(refusing: .endorsementMalformed, "a PEM text has something else than \(label)")
            }
            rest = rest.dropFirst(head.count)
            guard let end = rest.firstIndex(of: dash), rest[end...].starts(with: tail) else {
                throw AttestationError(refusing: .endorsementMalformed, "a block of a PEM text does not end")
            }
            guard let der = Base64.decode(rest[..<end].filter { !isBlank($0) || $0 == 0 }), !der.isEmpty else {
                throw AttestationError(refusing: .endorsementMalformed, "a block of a PEM text is not base64")
            }
            blocks.append(der)
            rest = rest[end...].dropFirst(tail.count).drop(while: isBlank)
        }
        guard !blocks.isEmpty else { throw AttestationError(refusing: .endorsementMalformed, "a PEM text has no block") }
        return blocks
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 || byte == 0 }
}
