extension PlatformDetails {
    /// A register's value; nil if the evidence does not have it.
    subscript(register: SignedRegister) -> [UInt8]? {
        let name = register.description
        if case .nitro(let details) = self { return details.document.register(register) }
        if let pcr = register.pcr { return tpm?.banks.first { $0.hash == pcr.bank }?.values[pcr.number] }
        return tpm?.attest.register(name) ?? paravisor?.register(name) ?? enclave?.register(name) ?? domain?.register(name)
            ?? guest?.report.register(name)
    }
}

extension NitroDocument {
    fileprivate func register(_ register: SignedRegister) -> [UInt8]? {
        if let pcr = register.pcr { return registers[pcr.number] }
        return switch register.description {
        case "public_key": publicKey
        case "user_data": userData
        default: nonce
        }
    }
}

extension TPMAttest {
    fileprivate func register(_ name: String) -> [UInt8]? {
        switch name {
        case "extra_data": extraData
        case "qualified_signer": qualifiedSigner
        case "firmware_version": firmwareVersion.littleEndianBytes.reversed()
        default: nil
        }
    }
}

extension RuntimeData {
    fileprivate func register(_ name: String) -> [UInt8]? { name == "user_data" ? userData : nil }
}

extension SGXReportBody {
    fileprivate func register(_ name: String) -> [UInt8]? {
        switch name {
        case "mrenclave": enclaveMeasurement
        case "mrsigner": signerMeasurement
        case "config_id": configurationID
        case "family_id": familyID
        case "ext_prod_id": extendedProductID
        case "attributes": attributes.flags.littleEndianBytes + attributes.extendedFeatures.littleEndianBytes
        case "miscselect": miscSelect.littleEndianBytes
        case "cpusvn": cpuSecurityVersion
        case "report_data": reportData.bytes
        default: nil
        }
    }
}

extension TDXReportBody {
    fileprivate func register(_ name: String) -> [UInt8]? {
        switch name {
        case "mrtd": domainMeasurement
        case "mrseam": moduleMeasurement
        case "mrsignerseam": moduleSigner
        case "mrconfigid": configurationID
        case "mrowner": owner
        case "mrownerconfig": ownerConfiguration
        case "mrservicetd": serviceDomains
        case "rtmr0": runtimeMeasurements.first
        case "rtmr1": runtimeMeasurements.dropFirst().first
        case "rtmr2": runtimeMeasurements.dropFirst(2).first
        case "rtmr3": runtimeMeasurements.dropFirst(3).first
        case "tdattributes": attributes.littleEndianBytes
        case "seamattributes": moduleAttributes.littleEndianBytes
        case "xfam": extendedFeatures.littleEndianBytes
        case "tee_tcb_svn": teeSecurityVersion
        case "tee_tcb_svn2": currentSecurityVersion
        case "report_data": reportData.bytes
        default: nil
        }
    }
}

extension SNPReport {
    fileprivate func register(_ name: String) -> [UInt8]? {
        switch name {
        case "measurement": measurement
        case "host_data": hostData
        case "id_key_digest": idKeyDigest
        // Without its flag the field means nothing.
        case "author_key_digest": hasAuthorKey ? authorKeyDigest : nil
        case "family_id": familyID
        case "image_id": imageID
        case "report_id": reportID
        case "report_id_ma": migrationAgentReportID
        case "chip_id": chipID
        case "policy": policy.rawValue.littleEndianBytes
        case "platform_info": platformInfo.rawValue.littleEndianBytes
        case "report_data": reportData.bytes
        default: nil
        }
    }
}

extension FixedWidthInteger {
    /// The bytes, the least first.
    fileprivate var littleEndianBytes: [UInt8] { (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) } }
}
