/// One requirement that evidence did not meet: a policy's *no* is a value, not an error.
public struct AppraisalFailure: Hashable, Sendable, CustomStringConvertible {
    /// Which requirement it was. Open: later versions may add requirements.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case notAuthentic = "EVIDENCE_NOT_AUTHENTIC"
            case platform = "PLATFORM_NOT_ACCEPTED"
            case softwareTEE = "SOFTWARE_TEE_NOT_ACCEPTED"
            case memory = "MEMORY_NOT_CONFIDENTIAL"
            case measurement = "MEASUREMENT_NOT_ACCEPTED"
            case revoked = "MEASUREMENT_REVOKED"
            case noRelease = "NO_RELEASE_IN_FORCE"
            case zeroMeasurement = "MEASUREMENT_IS_ZERO"
            case role = "ROLE_MISMATCH"
            case debug = "DEBUG_ENABLED"
            case securityVersion = "SECURITY_VERSION_TOO_LOW"
            case hardware = "HARDWARE_NOT_ACCEPTED"
            case configuration = "CONFIGURATION_NOT_ACCEPTED"
            case reportData = "REPORT_DATA_MISMATCH"
        }
        private let kind: Kind
        private init(_ kind: Kind) { self.kind = kind }

        /// The evidence is malformed, or not signed under a trust root.
        public static let notAuthentic = Code(.notAuthentic)
        /// The platform is not on the allow-list, or there is no verifier for it.
        public static let platformNotAccepted = Code(.platform)
        /// A software TEE, without the choice that spells out its acceptance.
        public static let softwareTEENotAccepted = Code(.softwareTEE)
        /// The platform does not keep memory from the machine's operator.
        public static let memoryNotConfidential = Code(.memory)
        /// The software is not on the allow-list for the role.
        public static let measurementNotAccepted = Code(.measurement)
        /// Auditors revoked the software.
        public static let measurementRevoked = Code(.revoked)
        /// Auditors decide which software is good, and no release manifest of theirs is in force.
        public static let noReleaseInForce = Code(.noRelease)
        /// The measurement consists of zeros.
        public static let measurementIsZero = Code(.zeroMeasurement)
        /// Genuine evidence of a node with another role.
        public static let roleMismatch = Code(.role)
        /// The node can be debugged.
        public static let debugEnabled = Code(.debug)
        /// The node lacks security fixes.
        public static let securityVersionTooLow = Code(.securityVersion)
        /// The machine is not on the allow-list.
        public static let hardwareNotAccepted = Code(.hardware)
        /// The configuration is not on the allow-list for the role.
        public static let configurationNotAccepted = Code(.configuration)
        /// The evidence was made for something else: replayed, relayed or reflected.
        public static let reportDataMismatch = Code(.reportData)

        /// The stable word.
        public var description: String { kind.rawValue }
    }

    /// Which requirement was not met.
    public let code: Code
    /// What the evidence says.
    public let found: String
    /// What the policy asks for.
    public let wanted: String

    package init(_ code: Code, found: String, wanted: String) {
        self.code = code
        self.found = found
        self.wanted = wanted
    }

    /// Code, found and wanted on one line.
    public var description: String { "\(code): found \(found), wanted \(wanted)" }
}
