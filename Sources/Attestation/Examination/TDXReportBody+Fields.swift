import Wire

extension TDXReportBody {
    /// The report's fields, by Intel's names in small letters.
    package var fields: [EvidenceField] {
        let registers = runtimeMeasurements.enumerated().map { index, value in
            EvidenceField("rtmr\(index)", .bytes(value), Self.runtimeMeanings[index % 4])
        }
        return [
            EvidenceField("tee_tcb_svn", .bytes(teeSecurityVersion), "security versions of the TDX module's parts when the domain started"),
            EvidenceField("mrseam", .bytes(moduleMeasurement), "SHA-384 of the TDX module"),
            EvidenceField("mrsignerseam", .bytes(moduleSigner), "who signed the TDX module; zeros for Intel"),
            EvidenceField("seamattributes", .bytes(Self.littleEndian(moduleAttributes)), "the TDX module's attributes; zeros in production"),
            EvidenceField("tdattributes", .bytes(Self.littleEndian(attributes)), "the domain's attributes, lowest byte first"),
            EvidenceField("debug", .flag(isDebug), "whether the host may read and write the domain (attributes, bits 0 to 7)"),
            EvidenceField("sept_ve_disable", .flag(attributes & 1 << 28 != 0), "whether the host cannot make the domain fault on its pages"),
            EvidenceField("xfam", .bytes(Self.littleEndian(extendedFeatures)), "extended features that the domain may use, lowest byte first"),
            EvidenceField("mrtd", .bytes(domainMeasurement), "SHA-384 of what the domain started with, its firmware: which software it is"),
            EvidenceField("mrconfigid", .bytes(configurationID), "what its owner started it with; zeros if nothing"),
            EvidenceField("mrowner", .bytes(owner), "who owns the domain; zeros if not told"),
            EvidenceField("mrownerconfig", .bytes(ownerConfiguration), "the owner's configuration; zeros if not told"),
        ] + registers + [
            EvidenceField("report_data", .bytes(reportData.bytes), "64 bytes that the domain chose: what the evidence is for")
        ] + laterFields
    }

    /// What version 1.5 added.
    private var laterFields: [EvidenceField] {
        var fields: [EvidenceField] = []
        if let currentSecurityVersion {
            fields.append(
                EvidenceField("tee_tcb_svn2", .bytes(currentSecurityVersion), "security versions of the TDX module that runs now"))
        }
        if let serviceDomains {
            fields.append(EvidenceField("mrservicetd", .bytes(serviceDomains), "service domains that are bound, such as for migration; zeros if none"))
        }
        return fields
    }

    private static let runtimeMeanings = [
        "register of the firmware: its configuration and tables", "register of what was booted: loader, kernel, partitions",
        "register of the operating system: command line, initial file system", "register for applications; zeros if unused",
    ]

    static func littleEndian(_ value: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) } }
}
