import Wire

extension SGXReportBody {
    /// The report's fields, by Intel's names in small letters.
    package var fields: [EvidenceField] {
        [
            EvidenceField("cpusvn", .bytes(cpuSecurityVersion), "security versions of the processor's parts, in its own order"),
            EvidenceField("miscselect", .text(littleEndian(miscSelect)), "extended state in the enclave's save area, a set of bits"),
            EvidenceField("attributes", .text(attributes.text), "flags and extended features, 8 bytes each, lowest byte first"),
            EvidenceField("debug", .flag(attributes.isDebug), "whether a debugger may read and write the enclave (attributes, bit 1)"),
            EvidenceField("mrenclave", .bytes(enclaveMeasurement), "SHA-256 of the enclave's code and layout: which software it is"),
            EvidenceField("mrsigner", .bytes(signerMeasurement), "SHA-256 of the key that signed the enclave: whose software it is"),
            EvidenceField("isvprodid", .number(UInt64(productID)), "the signer's product number"),
            EvidenceField("isvsvn", .number(UInt64(securityVersion)), "the signer's security version of the product"),
            EvidenceField("config_id", .bytes(configurationID), "what the enclave was started with (KSS); zeros if nothing"),
            EvidenceField("config_svn", .number(UInt64(configurationSecurityVersion)), "version of that configuration (KSS)"),
            EvidenceField("ext_prod_id", .bytes(extendedProductID), "the signer's extended product number (KSS)"),
            EvidenceField("family_id", .bytes(familyID), "the signer's product family (KSS)"),
            EvidenceField("report_data", .bytes(reportData.bytes), "64 bytes that the enclave chose: what the evidence is for"),
        ]
    }

    private func littleEndian(_ value: UInt32) -> String { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }.hex }
}

extension SGXAttributes {
    /// The 16 bytes as they stand in the report, in hexadecimal.
    var text: String {
        [flags, extendedFeatures].map { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }.hex }.joined()
    }
}
