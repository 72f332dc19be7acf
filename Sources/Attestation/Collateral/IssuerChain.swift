import Wire

/// The chain of certificates in a header of Intel's answers: PEM, percent-encoded (RFC 3986 §2.1).
package enum IssuerChain {
    /// The longest header.
    package static let maximumLength = 16_384
    /// The most certificates.
    package static let maximumCertificates = 4

    /// The certificates of a header in DER; refused as `endorsement_malformed`.
    package static func certificates(in header: [UInt8]) throws(AttestationError) -> [[UInt8]] {
        guard header.count <= maximumLength, let text = decoded(header) else {
            throw AttestationError(
                refusing: .endorsementMalformed, "a header with a chain of certificates is too long or not percent-encoded")
        }
        return try PEM.certificates(in: text, atMost: maximumCertificates)
    }

    /// Percent-encoded bytes; nil for a per cent sign without two digits. A plus sign is itself, as base64 has it.
    private static func decoded(_ header: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = header[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let digits = [UInt8](hex: String(decoding: rest.prefix(2), as: UTF8.self)), let value = digits.first else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
