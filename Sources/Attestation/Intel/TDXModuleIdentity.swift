import Wire

/// Who a TDX module may be, and which of its security versions are good.
package struct TDXModuleIdentity: Hashable, Sendable {
    /// MRSIGNERSEAM, 48 bytes.
    package let signer: [UInt8]
    /// SEAMATTRIBUTES, as far as the mask goes.
    package let attributes: UInt64
    package let attributesMask: UInt64
    /// The module's version that it is of, and its levels; nil and none for modules of version 0, which the platform's levels judge.
    package let version: UInt8?
    package let levels: [EnclaveLevel]

    /// Reads a member of `tdxModuleIdentities`, whose id is `TDX_` and the version in two hexadecimal digits, or `tdxModule`, without one.
    init(_ value: JSONValue, isNumbered: Bool) throws(AttestationError) {
        let module = DocumentMembers(value, TCBInfo.title)
        signer = try module.hex("mrsigner", count: 48)
        attributes = try Self.word(module.hex("attributes", count: 8))
        attributesMask = try Self.word(module.hex("attributesMask", count: 8))
        guard isNumbered else {
            (version, levels) = (nil, [])
            return
        }
        let name = try module.text("id")
        guard name.hasPrefix("TDX_"), let number = [UInt8](hex: name.dropFirst(4)), number.count == 1 else { throw module.malformed("id") }
        version = number[0]
        levels = try EnclaveLevel.list(in: module)
    }

    /// Whether a domain's report is of this module's signer, with these attributes.
    func isOf(_ body: TDXReportBody) -> Bool {
        body.moduleSigner == signer && body.moduleAttributes & attributesMask == attributes & attributesMask
    }

    private static func word(_ bytes: [UInt8]) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
}
