/// What came of examining evidence that stands for no node and no session: for a person or a program that asks about a file.
///
/// It gives no keys and no ``Attested``; sessions appraise (``Appraiser``), by the same authentication and the same requirements.
public struct EvidenceExamination: Sendable {
    /// The outcome.
    public enum Result: String, Sendable {
        /// Authentic, and everything that the policy asks for.
        case verified
        /// Not authentic, not supported, or refused by the policy.
        case refused
    }

    /// The format, as recognised by the content.
    public let format: EvidenceFormat
    /// Whether the evidence is authentic, whatever the policy said of it.
    public let isAuthentic: Bool
    /// The vendor's standing before any policy, or a word of ``Standing``.
    public let status: String
    /// The vendor's advisories that apply to the machine, sorted.
    public let advisories: [String]
    /// Whether what was measured can be debugged; nil if the evidence is not authentic.
    public let debug: Bool?
    /// What was signed; empty if the evidence is not authentic.
    public let claims: [EvidenceField]
    /// Everything that stands against the evidence; empty if nothing does.
    public let reasons: [ExaminationReason]
    /// When it was examined, in seconds since 1970.
    public let time: UInt64
    /// The platform; nil where the format is not recognised or not verified.
    public let platform: Platform?
    /// The measurement, where evidence is authentic.
    public let measurement: Measurement?
    /// The machine, where evidence is authentic.
    public let hardwareID: HardwareID?

    /// The outcome.
    public var result: Result { reasons.isEmpty && isAuthentic ? .verified : .refused }

    /// Words for ``EvidenceExamination/status`` where the vendor has none.
    public enum Standing {
        /// Authentic, on a platform whose vendor publishes no standing.
        public static let verified = "Verified"
        /// The machine is below every level that its vendor lists.
        public static let noMatch = "NoMatch"
        /// Not authentic.
        public static let invalid = "Invalid"
        /// A format, version or key type that is not verified here.
        public static let unsupported = "Unsupported"
    }

    init(_ format: EvidenceFormat, refusedBy reason: ExaminationReason, at time: UInt64) {
        self.format = format
        self.time = time
        isAuthentic = false
        status =
            switch reason.code {
            case EvidenceRefusal.unsupported.description: Standing.unsupported
            case EvidenceRefusal.tcbLevelMissing.description: Standing.noMatch
            default: Standing.invalid
            }
        advisories = []
        debug = nil
        claims = []
        reasons = [reason]
        platform = format.platform
        measurement = nil
        hardwareID = nil
    }

    init(_ format: EvidenceFormat, _ report: AuthenticReport, failures: [AppraisalFailure], at time: UInt64) {
        self.format = format
        self.time = time
        isAuthentic = true
        status = report.standing?.status.description ?? Standing.verified
        advisories = report.standing?.advisories ?? []
        debug = report.isDebug
        claims = report.fields
        reasons = failures.map(ExaminationReason.init)
        platform = report.platform
        measurement = report.measurement
        hardwareID = report.hardwareID
    }
}
