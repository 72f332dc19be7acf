/// Why release manifests, or a change of the auditor set, are refused. Equal by code; carries no input bytes.
public struct ReleaseRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of refusal. Closed: docs/spec/releases.md lists them all.
    public enum Code: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
        /// Not of the form that docs/spec/releases.md describes, or longer than it allows.
        case malformed = "MALFORMED_RELEASE"
        /// Of another chain of releases than the one pinned.
        case otherOrigin = "OTHER_ORIGIN"
        /// No auditor of the set has signed.
        case noSignatures = "NO_SIGNATURES"
        /// Fewer distinct auditors than the threshold have signed; one who signs twice counts once.
        case tooFewAuditors = "TOO_FEW_AUDITORS"
        /// A line that names an auditor's key and does not hold.
        case wrongSignature = "WRONG_SIGNATURE"
        /// The time is at or after the manifest's end.
        case expired = "EXPIRED"
        /// The time is before the manifest's beginning.
        case notYetValid = "NOT_YET_VALID"
        /// Valid for longer than seven days.
        case livesTooLong = "LIVES_TOO_LONG"
        /// Before the place in the chain that is remembered.
        case lower = "LOWER"
        /// Does not follow what is remembered: a link is missing, or the first manifest of a set does not name the set.
        case unchained = "UNCHAINED"
        /// Two signed histories: the same sequence, or what follows it, with another hash. An alarm.
        case equivocation = "EQUIVOCATION"
        /// Signed by a set that no change leads to.
        case unknownSet = "UNKNOWN_SET"
        /// A change of the set without the thresholds of both, the old and the new.
        case setNotSignedByBoth = "SET_NOT_SIGNED_BY_BOTH"
        /// A set whose quorums need not share an honest auditor, or that a strict profile does not take.
        case setTooWeak = "SET_TOO_WEAK"
        /// The time given is before one that was seen already: a frozen or turned-back clock revives what has expired.
        case frozen = "FROZEN"
        /// No manifest has been accepted yet.
        case noManifest = "NO_MANIFEST"
        /// What was remembered is missing a part, altered, or of another pinned set.
        case memoryDamaged = "RELEASE_MEMORY_DAMAGED"
        /// What is to be remembered could not be made durable.
        case memoryUnwritable = "RELEASE_MEMORY_UNWRITABLE"

        /// The stable word.
        public var description: String { rawValue }
    }

    /// What kind of refusal it is.
    public let code: Code
    /// One sentence for people.
    public let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public static func == (left: ReleaseRefusal, right: ReleaseRefusal) -> Bool { left.code == right.code }

    /// The code and the sentence.
    public var description: String { "\(code): \(message)" }
}
