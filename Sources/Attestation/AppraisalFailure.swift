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
            case nonce = "NONCE_MISMATCH"
            case standing = "TCB_STATUS_NOT_ACCEPTED"
            case advisory = "ADVISORY_NOT_ACCEPTED"
            case evaluation = "EVALUATION_TOO_OLD"
            case attributes = "ATTRIBUTES_NOT_ACCEPTED"
            case exceptions = "SEPT_VE_NOT_DISABLED"
            case serviceDomain = "SERVICE_TD_NOT_ACCEPTED"
            case privilege = "VMPL_NOT_ACCEPTED"
            case guestPolicy = "GUEST_POLICY_NOT_ACCEPTED"
            case platformInfo = "PLATFORM_INFO_NOT_ACCEPTED"
            case tcb = "TCB_TOO_LOW"
            case register = "REGISTER_NOT_ACCEPTED"
            case events = "EVENTS_NOT_ACCEPTED"
            case signer = "SIGNER_NOT_ACCEPTED"
            case signingKey = "SIGNING_KEY_NOT_ACCEPTED"
            case attestationKey = "ATTESTATION_KEY_NOT_ACCEPTED"
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
        /// The evidence was not made for the nonce that was asked for.
        public static let nonceMismatch = Code(.nonce)
        /// The vendor's standing of the machine is none that is accepted, or no longer.
        public static let statusNotAccepted = Code(.standing)
        /// An advisory applies to the machine that is not accepted, or no longer.
        public static let advisoryNotAccepted = Code(.advisory)
        /// The vendor's signed documents are of an older evaluation than the policy's lowest.
        public static let evaluationTooOld = Code(.evaluation)
        /// Attributes or features are set that must not be, or not set that must.
        public static let attributesNotAccepted = Code(.attributes)
        /// The domain can be made to take exceptions on its pages (SEPT_VE_DISABLE is not set).
        public static let exceptionsNotDisabled = Code(.exceptions)
        /// A service domain is bound that is not on the allow-list.
        public static let serviceDomainNotAccepted = Code(.serviceDomain)
        /// The report was asked for at another privilege level.
        public static let privilegeNotAccepted = Code(.privilege)
        /// The guest's policy allows what it must not, or is of an older interface.
        public static let guestPolicyNotAccepted = Code(.guestPolicy)
        /// The machine's settings are not those that are asked for.
        public static let platformInfoNotAccepted = Code(.platformInfo)
        /// A component's security version is below the lowest accepted.
        public static let componentTooOld = Code(.tcb)
        /// A register or digest is not on its allow-list.
        public static let registerNotAccepted = Code(.register)
        /// A boot event is missing, or not on its allow-list, or there is no log that replays.
        public static let eventsNotAccepted = Code(.events)
        /// The software's signer, or its version, is not on the allow-list.
        public static let signerNotAccepted = Code(.signer)
        /// The report is signed by a kind of key, or a provider's key, that is not accepted.
        public static let signingKeyNotAccepted = Code(.signingKey)
        /// The TPM's attestation key is not on the allow-list.
        public static let attestationKeyNotAccepted = Code(.attestationKey)

        /// The stable word.
        public var description: String { kind.rawValue }
    }

    /// Which requirement was not met.
    public let code: Code
    /// What the evidence says.
    public let found: String
    /// What the policy asks for.
    public let wanted: String

    /// Which check failed, where the evidence is not authentic and its verifier says so.
    public let refusal: EvidenceRefusal?

    package init(_ code: Code, found: String, wanted: String, refusal: EvidenceRefusal? = nil) {
        self.code = code
        self.found = found
        self.wanted = wanted
        self.refusal = refusal
    }

    /// Code, found and wanted on one line.
    public var description: String { "\(code): found \(found), wanted \(wanted)" }
}
