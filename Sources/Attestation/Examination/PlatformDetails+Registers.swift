extension PlatformDetails {
    /// A register's value; nil if the evidence does not have it.
    subscript(register: SignedRegister) -> [UInt8]? {
        if let index = register.pcr { return platformRegister(UInt8(clamping: index)) }
        let name = register.description
        if let enclave { return enclave.register(name) }
        if let domain { return domain.register(name) }
        return guest?.report.register(name)
    }

    /// A register of Nitro, or of a TPM's SHA-256 bank.
    private func platformRegister(_ index: UInt8) -> [UInt8]? {
        if case .nitro(let details) = self { return details.document.registers[index] }
        return tpm?.banks.first { $0.hash == .sha256 }?.values[index]
    }
}

extension SGXReportBody {
    fileprivate func register(_ name: String) -> [UInt8]? {
        switch name {
        case "mrenclave": enclaveMeasurement
        case "mrsigner": signerMeasurement
        case "config_id": configurationID
        case "family_id": familyID
        case "ext_prod_id": extendedProductID
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
        case "rtmr0": runtimeMeasurements.first
        case "rtmr1": runtimeMeasurements.dropFirst().first
        case "rtmr2": runtimeMeasurements.dropFirst(2).first
        case "rtmr3": runtimeMeasurements.dropFirst(3).first
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
        case "author_key_digest": authorKeyDigest
        case "family_id": familyID
        case "image_id": imageID
        case "report_id": reportID
        default: nil
        }
    }
}
