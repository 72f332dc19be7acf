import Wire

/// Who a quoting enclave is, and which of its security versions are good: Intel's enclave identity of version 2, read and not yet verified.
///
/// Intel SGX PCS API, "Get SGX QE Identity" and "Get TDX QE Identity".
package struct EnclaveIdentity: Hashable, Sendable {
    static let title = "enclave identity"

    /// Whose quotes the enclave signs.
    package let tee: QuoteHeader.TEE
    package let window: SignedWindow
    package let miscSelect: UInt32
    package let miscSelectMask: UInt32
    /// 16 bytes, as in a report.
    package let attributes: [UInt8]
    package let attributesMask: [UInt8]
    /// MRSIGNER, 32 bytes.
    package let signer: [UInt8]
    /// ISVPRODID.
    package let productID: UInt16
    /// Descending.
    package let levels: [EnclaveLevel]

    /// Reads the exact bytes of the document; refused as `endorsement_malformed`, other enclaves than the two that quote included.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        let document: JSONDocument
        do throws(JSONError) { document = try JSONDocument(bytes) } catch {
            throw AttestationError(refusing: .endorsementMalformed, "the \(Self.title) is not JSON of the strict form: \(error)")
        }
        let identity = DocumentMembers(document.root, Self.title)
        _ = try identity.number("version", in: 2...2)
        switch try identity.text("id") {
        case "QE": tee = .sgx
        case "TD_QE": tee = .tdx
        default: throw identity.malformed("id")
        }
        window = try SignedWindow(identity)
        miscSelect = try Self.word(identity.hex("miscselect", count: 4))
        miscSelectMask = try Self.word(identity.hex("miscselectMask", count: 4))
        attributes = try identity.hex("attributes", count: 16)
        attributesMask = try identity.hex("attributesMask", count: 16)
        signer = try identity.hex("mrsigner", count: 32)
        productID = UInt16(try identity.number("isvprodid", in: 0...65_535))
        levels = try EnclaveLevel.list(in: identity)
    }

    /// The number, of which the document writes the highest digits first.
    private static func word(_ bytes: [UInt8]) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }
}
