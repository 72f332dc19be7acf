/// Lowest versions that are demanded of Intel's platforms, beside what Intel itself says of them. Empty demands nothing.
public struct IntelDemands: Sendable, Equatable {
    /// The lowest security version of each of the PCK certificate's components, from the first; at most 16.
    public var minimumComponents: [UInt8] = []
    /// The lowest PCESVN of the PCK certificate.
    public var minimumPCEVersion: UInt16 = 0
    /// The lowest ISVSVN of the quoting enclave.
    public var minimumQEVersion: UInt16 = 0
    /// TDX: the lowest security version of each part of TEE_TCB_SVN, and of TEE_TCB_SVN_2 where there is one, from the first; at most 16.
    public var minimumModuleVersions: [UInt8] = []
    /// SGX: the lowest CONFIGSVN. It means something with KSS alone, which is then demanded too.
    public var minimumConfigurationVersion: UInt16 = 0

    /// Demands nothing.
    public init() {}

    /// The demands, in order.
    var requirements: [any EvidenceRequirement] {
        var list: [any EvidenceRequirement] = []
        if !minimumComponents.isEmpty || minimumPCEVersion > 0 || minimumQEVersion > 0 {
            list.append(
                PlatformVersionsAreAtLeast(components: minimumComponents, certification: minimumPCEVersion, quoting: minimumQEVersion))
        }
        if !minimumModuleVersions.isEmpty { list.append(ModuleVersionsAreAtLeast(minimumModuleVersions)) }
        if minimumConfigurationVersion > 0 { list.append(ConfigurationVersionIsAtLeast(minimumConfigurationVersion)) }
        return list
    }
}
