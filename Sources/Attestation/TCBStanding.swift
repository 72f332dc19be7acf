/// What a vendor says of a machine's security versions, before any policy.
public struct TCBStanding: Hashable, Sendable {
    /// The vendor's word. Unknown words are refused when they are read, never passed on.
    public enum Status: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
        case upToDate = "UpToDate"
        case softwareHardeningNeeded = "SWHardeningNeeded"
        case configurationNeeded = "ConfigurationNeeded"
        case configurationAndSoftwareHardeningNeeded = "ConfigurationAndSWHardeningNeeded"
        case outOfDate = "OutOfDate"
        case outOfDateConfigurationNeeded = "OutOfDateConfigurationNeeded"
        case relaunchAdvised = "TDRelaunchAdvised"
        case relaunchAdvisedConfigurationNeeded = "TDRelaunchAdvisedConfigurationNeeded"
        case revoked = "Revoked"

        /// The vendor's word.
        public var description: String { rawValue }
    }

    /// The status over all parts of the machine.
    public let status: Status
    /// The advisories that apply, sorted, none twice.
    public let advisories: [String]
    /// The oldest date of the levels that were matched, in seconds since 1970.
    public let date: UInt64
    /// The lowest evaluation number of the signed documents that say so.
    public let evaluationNumber: UInt32

    package init(status: Status, advisories: [String], date: UInt64, evaluationNumber: UInt32) {
        self.status = status
        self.advisories = advisories
        self.date = date
        self.evaluationNumber = evaluationNumber
    }
}
