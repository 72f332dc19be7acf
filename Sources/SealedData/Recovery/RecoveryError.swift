/// Why something about the recovery of a ledger's keys was refused. Equality is on the code; the message is one sentence for people.
public struct RecoveryError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kinds of refusal, in the form of the service's reasons (docs/spec/reasons.md).
    public enum Code: String, Sendable {
        /// Bytes that are no package of this format, or no share.
        case malformed = "RECOVERY_MALFORMED"
        /// A threshold or holders that cannot be.
        case invalidSet = "RECOVERY_INVALID_SET"
        /// A package that the key it names did not sign.
        case unsigned = "RECOVERY_UNSIGNED"
        /// A package of another ledger, or that another ledger's key signed.
        case otherLedger = "RECOVERY_OTHER_LEDGER"
        /// A package for others than the holders who are configured.
        case otherSet = "RECOVERY_OTHER_SET"
        /// A package that a later one has taken the place of, or a share of another package.
        case otherGeneration = "RECOVERY_OTHER_GENERATION"
        /// A key that is no holder's.
        case notAHolder = "RECOVERY_NOT_A_HOLDER"
        /// A share that is not the one that was given to its holder.
        case wrongShare = "RECOVERY_WRONG_SHARE"
        /// A holder who has approved already.
        case repeatedHolder = "RECOVERY_REPEATED_HOLDER"
        /// Fewer shares than the threshold.
        case tooFewShares = "RECOVERY_TOO_FEW_SHARES"
    }

    /// What kind of refusal it is.
    public let code: Code
    /// One sentence.
    public let message: String

    /// A refusal.
    public init(_ code: Code, _ message: String) { (self.code, self.message) = (code, message) }

    /// The sentence and the code.
    public var description: String { "\(message) [\(code.rawValue)]" }

    /// Equality is on the code.
    public static func == (left: Self, right: Self) -> Bool { left.code == right.code }
}
