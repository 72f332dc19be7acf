import Wire

extension SPDMEvidence {
    /// Every field, a name and its value.
    package var words: [InspectedField] {
        [
            InspectedField("verification", "none: NVIDIA evidence is inspected only"),
            InspectedField("requester's nonce", requesterNonce.hex), InspectedField("device's nonce", deviceNonce.hex),
            InspectedField("certificate slot", "\(slot)"),
        ]
            + opaque.map { InspectedField(Self.names[$0.type] ?? "vendor's field \($0.type)", Self.words(of: $0)) }
            + measurements.map { InspectedField("measurement \($0.index) (\(Self.typeName($0.type)))", $0.value.hex) }
            + [InspectedField("signature", signature.hex)]
    }

    /// NVIDIA attestation SDK, documentation of the opaque data's fields.
    private static let names: [UInt16: String] = [
        1: "certificate issuer", 2: "authority key identifier", 3: "driver version", 4: "GPU information", 5: "SKU", 6: "VBIOS version",
        7: "manufacturer", 8: "tamper detection", 9: "SMC", 10: "VPR", 11: "NVDEC0 status", 12: "MSRSCNT", 13: "CPR information",
        14: "board id", 15: "chip SKU", 16: "chip SKU revision", 17: "project", 18: "project SKU", 19: "project SKU revision",
        20: "firmware id", 21: "protected PCIe status",
    ]
    private static let textual: Set<UInt16> = [3, 15, 16, 17, 18, 19]

    private static func words(of field: OpaqueField) -> String {
        guard textual.contains(field.type) else { return field.value.hex }
        return InspectedField.printable(String(decoding: field.value.prefix { $0 != 0 }, as: UTF8.self))
    }

    /// DSP0274, table 49.
    private static func typeName(_ type: UInt8) -> String {
        let name =
            switch type & 0x7f {
            case 0: "immutable ROM"
            case 1: "mutable firmware"
            case 2: "hardware configuration"
            case 3: "firmware configuration"
            case 4: "measurement manifest"
            default: "type \(type & 0x7f)"
            }
        return type & 0x80 == 0 ? name : name + ", raw"
    }
}
