// What policies look at, in one place for all platforms. Nil where a platform does not sign it.

extension PlatformDetails {
    /// The enclave's report.
    var enclave: SGXReportBody? { nil }

    /// The trust domain's report.
    var domain: TDXReportBody? { nil }

    /// MRSERVICETD, 48 bytes; zeros for none.
    var serviceDomain: [UInt8]? { nil }

    /// The guest's privilege level (VMPL).
    var privilegeLevel: UInt32? { nil }

    /// GUEST_SVN.
    var guestVersion: UInt32? { nil }

    /// The versions of an AMD machine's components.
    var components: MachineComponents? { nil }

    /// Whether a setting is on.
    func trait(_ trait: PlatformTrait) -> Bool? { nil }

    /// A register's value.
    subscript(register: SignedRegister) -> [UInt8]? {
        switch register.description {
        case "mrenclave": enclave?.enclaveMeasurement
        case "mrsigner": enclave?.signerMeasurement
        case "config_id": enclave?.configurationID
        case "ext_prod_id": enclave?.extendedProductID
        case "mrtd": domain?.domainMeasurement
        case "mrseam": domain?.moduleMeasurement
        case "mrsignerseam": domain?.moduleSigner
        case "mrconfigid": domain?.configurationID
        case "mrowner": domain?.owner
        case "mrownerconfig": domain?.ownerConfiguration
        case "rtmr0", "rtmr1", "rtmr2", "rtmr3":
            domain.flatMap { domain in
                register.description.last?.wholeNumberValue.flatMap {
                    domain.runtimeMeasurements.indices.contains($0) ? domain.runtimeMeasurements[$0] : nil
                }
            }
        default: nil
        }
    }
}

extension AuthenticReport {
    /// What the caller gave the platform to sign: report data, a nonce, or a TPM's qualifying data.
    var callerData: [UInt8]? {
        switch binding {
        case .reportData(let data): data.bytes
        case .digest(let bytes): bytes
        case .absent: nil
        }
    }

    /// All that was signed, for people and programs.
    var fields: [EvidenceField] { [] }
}
