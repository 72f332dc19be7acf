/// Why evidence is not authentic: the one check that failed first. Stable words for programs; the sentence beside it is for people.
public struct EvidenceRefusal: Hashable, Sendable, CustomStringConvertible {
    private enum Kind: String {
        case unsupported, malformed
        case endorsementMissing = "endorsement_missing"
        case endorsementMalformed = "endorsement_malformed"
        case chainUntrusted = "chain_untrusted"
        case chainInvalid = "chain_invalid"
        case certificateExpired = "certificate_expired"
        case certificateRevoked = "certificate_revoked"
        case revocationListMissing = "revocation_list_missing"
        case revocationListInvalid = "revocation_list_invalid"
        case revocationListExpired = "revocation_list_expired"
        case revocationListRolledBack = "revocation_list_rolled_back"
        case collateralSignature = "collateral_signature"
        case collateralExpired = "collateral_expired"
        case collateralMismatch = "collateral_mismatch"
        case collateralRolledBack = "collateral_rolled_back"
        case reportSignature = "report_signature"
        case keyBinding = "key_binding"
        case quotingEnclave = "quoting_enclave"
        case platformMismatch = "platform_mismatch"
        case tcbMismatch = "tcb_mismatch"
        case tcbLevelMissing = "tcb_level_missing"
        case eventLogMismatch = "event_log_mismatch"
        case registersMismatch = "registers_mismatch"
    }
    private let kind: Kind
    private init(_ kind: Kind) { self.kind = kind }

    /// A format, version or key type that this library does not verify.
    public static let unsupported = Self(.unsupported)
    /// Bytes that are not of the format, reserved fields in use and trailing bytes included.
    public static let malformed = Self(.malformed)
    /// A certificate or signed document that the evidence needs is not there.
    public static let endorsementMissing = Self(.endorsementMissing)
    /// A certificate or signed document that cannot be read.
    public static let endorsementMalformed = Self(.endorsementMalformed)
    /// A chain that does not end at a pinned root.
    public static let chainUntrusted = Self(.chainUntrusted)
    /// A chain with a wrong signature, name, extension or length.
    public static let chainInvalid = Self(.chainInvalid)
    /// A certificate outside its validity at the time of the appraisal.
    public static let certificateExpired = Self(.certificateExpired)
    /// A certificate that its issuer revoked.
    public static let certificateRevoked = Self(.certificateRevoked)
    /// No revocation list of an issuer in the chain: never taken for "nothing is revoked".
    public static let revocationListMissing = Self(.revocationListMissing)
    /// A revocation list with a wrong signature or issuer.
    public static let revocationListInvalid = Self(.revocationListInvalid)
    /// A revocation list outside its window.
    public static let revocationListExpired = Self(.revocationListExpired)
    /// A revocation list with a lower number than one of the same key that was seen.
    public static let revocationListRolledBack = Self(.revocationListRolledBack)
    /// A vendor's signed document whose signature does not hold over its exact bytes.
    public static let collateralSignature = Self(.collateralSignature)
    /// A vendor's signed document outside its window.
    public static let collateralExpired = Self(.collateralExpired)
    /// A vendor's signed document about another machine, family or enclave.
    public static let collateralMismatch = Self(.collateralMismatch)
    /// A vendor's signed document older than one that was seen, or than the policy's minimum.
    public static let collateralRolledBack = Self(.collateralRolledBack)
    /// The signature over the report itself does not hold.
    public static let reportSignature = Self(.reportSignature)
    /// The key that signed the report is not the one that the chain vouches for.
    public static let keyBinding = Self(.keyBinding)
    /// The quoting enclave is not the vendor's, or its report does not hold.
    public static let quotingEnclave = Self(.quotingEnclave)
    /// Report and certificate are of different processors or products.
    public static let platformMismatch = Self(.platformMismatch)
    /// The report claims other security versions than its certificate.
    public static let tcbMismatch = Self(.tcbMismatch)
    /// The machine is below every level that its vendor lists.
    public static let tcbLevelMissing = Self(.tcbLevelMissing)
    /// A log that does not replay to the registers that were signed.
    public static let eventLogMismatch = Self(.eventLogMismatch)
    /// Values of a TPM's registers that are not those whose digest it signed.
    public static let registersMismatch = Self(.registersMismatch)

    /// The stable word.
    public var description: String { kind.rawValue }
}
