import Wire

/// COSE_Sign1 (RFC 9052, 4.2) as AWS Nitro writes it: untagged, ES384 in the protected header alone, nothing in the unprotected one.
struct COSESign1: Hashable, Sendable {
    /// ES384 of RFC 9053, table 1: the only algorithm of Nitro.
    static let es384: Int64 = -35
    /// r and s of P-384, 48 bytes each.
    static let signatureLength = 96
    static let maximumPayloadLength = 16_384
    private static let limits = CBORLimits(length: maximumPayloadLength + 256, items: 16, depth: 2)

    /// The protected header's bytes, which are signed.
    let protected: [UInt8]
    /// The content, at most 16 KiB.
    let payload: [UInt8]
    /// r and s, 48 bytes each, big-endian.
    let signature: [UInt8]

    /// Reads exactly one COSE_Sign1; throws `malformed`, also for another algorithm and for anything unsigned beside the signature.
    init(_ bytes: [UInt8]) throws(AttestationError) {
        let parts: [CBOR]?
        do throws(CBORError) { parts = try CBOR(decoding: bytes, within: Self.limits).items } catch {
            throw AttestationError(refusing: .malformed, "the document is no COSE_Sign1: \(error)")
        }
        guard let parts, parts.count == 4, let protected = parts[0].byteString, let unprotected = parts[1].pairs,
            let payload = parts[2].byteString, let signature = parts[3].byteString
        else { throw AttestationError(refusing: .malformed, "the document is no array of the four parts of a COSE_Sign1") }
        guard unprotected.pairs.isEmpty else {
            throw AttestationError(refusing: .malformed, "the document has an unprotected header, which nobody signed")
        }
        guard payload.count <= Self.maximumPayloadLength else {
            throw AttestationError(refusing: .malformed, "the document's payload is longer than \(Self.maximumPayloadLength) bytes")
        }
        guard signature.count == Self.signatureLength else {
            throw AttestationError(refusing: .malformed, "the document's signature is not \(Self.signatureLength) bytes long")
        }
        try Self.checkAlgorithm(protected)
        self.protected = protected
        self.payload = payload
        self.signature = signature
    }

    /// What is signed: the Sig_structure of RFC 9052, 4.4, in its one encoding, without external data.
    var signedBytes: [UInt8] {
        CBOR.array([.text("Signature1"), .bytes(protected), .bytes([]), .bytes(payload)]).encoded
    }

    private static func checkAlgorithm(_ header: [UInt8]) throws(AttestationError) {
        guard let map = try? CBOR(decoding: header, within: CBORLimits(length: 16, items: 4, depth: 1)).pairs, map.pairs.count == 1,
            map.pairs[0].key.integer == 1
        else { throw AttestationError(refusing: .malformed, "the document's protected header does not hold the algorithm alone") }
        guard map.pairs[0].value.integer == es384 else {
            throw AttestationError(refusing: .unsupported, "the document is signed with another algorithm than ES384")
        }
    }
}
