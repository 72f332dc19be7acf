/// Why the ledger refused. Equal when the codes are equal; carries no secrets and no input bytes.
public struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, stable across releases.
    public let code: Code
    /// One sentence for people.
    public let message: String
    /// The entry concerned, if there is one.
    public let sequence: UInt64?

    /// An error of a code, with a sentence for people.
    public init(_ code: Code, _ message: String, sequence: UInt64? = nil) {
        self.code = code
        self.message = message
        self.sequence = sequence
    }

    /// The sentence for people.
    public var description: String { message }

    /// Compares the codes alone.
    public static func == (left: LedgerError, right: LedgerError) -> Bool { left.code == right.code }
    /// Hashes the code alone.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension LedgerError {
    /// A stable reason. More may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Reason: String {
            case alreadyExists, emptyLedger, damagedEntry, missingEntry, refusedReplay
            case behindRemembered, forkedFromRemembered, wrongOrigin
            case conflict, storeFailed, damagedStore, damagedSnapshot, foreignStore, inUse, insecureFile
            case poisoned, closed, overloaded, full
            case invalidRecord, unknownSequence, invalidProof
            case invalidNote, unverifiedNote, invalidKeyFile
            case invalidPolicy, policyMismatch, unwitnessed
        }
        private let reason: Reason
        private init(_ reason: Reason) { self.reason = reason }

        /// The reason's name.
        public var description: String { reason.rawValue }

        /// A ledger was to be created where there is one.
        public static let alreadyExists = Code(.alreadyExists)
        /// A ledger was to be opened where there is none: its file was removed, or its creation never finished.
        public static let emptyLedger = Code(.emptyLedger)
        /// An entry is not what this ledger's keys sealed at this place; `sequence` names it.
        public static let damagedEntry = Code(.damagedEntry)
        /// An entry is absent although later ones exist; `sequence` names it.
        public static let missingEntry = Code(.missingEntry)
        /// The reader of the replayed records refused one; `sequence` names it.
        public static let refusedReplay = Code(.refusedReplay)
        /// The log is shorter than a checkpoint that is remembered: it was rolled back.
        public static let behindRemembered = Code(.behindRemembered)
        /// The log is another than the one a remembered checkpoint was signed for.
        public static let forkedFromRemembered = Code(.forkedFromRemembered)
        /// The name is no ledger origin, or another ledger's.
        public static let wrongOrigin = Code(.wrongOrigin)
        /// Another writer appended to the store.
        public static let conflict = Code(.conflict)
        /// The store could not write or read. After a write, whether the entries are durable is unknown.
        public static let storeFailed = Code(.storeFailed)
        /// The store's own structure is damaged.
        public static let damagedStore = Code(.damagedStore)
        /// A snapshot is not whole, not this ledger's, or not confirmed by its log; `sequence` is its size.
        public static let damagedSnapshot = Code(.damagedSnapshot)
        /// The file is not a ledger, or of a version that this program does not know.
        public static let foreignStore = Code(.foreignStore)
        /// Another process, or another part of this one, has the store open.
        public static let inUse = Code(.inUse)
        /// A file or folder can be read or replaced by other users.
        public static let insecureFile = Code(.insecureFile)
        /// An earlier append failed: nothing is accepted until the ledger is opened again.
        public static let poisoned = Code(.poisoned)
        /// The journal was closed.
        public static let closed = Code(.closed)
        /// Too much waits to be written; try again.
        public static let overloaded = Code(.overloaded)
        /// The ledger has as many entries as it may have.
        public static let full = Code(.full)
        /// A record is empty, too large, or has a bad or repeated field name.
        public static let invalidRecord = Code(.invalidRecord)
        /// No durable entry has this sequence number, or no tree this size.
        public static let unknownSequence = Code(.unknownSequence)
        /// A proof does not prove what it should.
        public static let invalidProof = Code(.invalidProof)
        /// The text is no signed note or no checkpoint.
        public static let invalidNote = Code(.invalidNote)
        /// The note has no valid signature by the key asked for.
        public static let unverifiedNote = Code(.unverifiedNote)
        /// The key file is missing, damaged, sealed by another platform, or another ledger's.
        public static let invalidKeyFile = Code(.invalidKeyFile)
        /// A witness policy contradicts itself, or its quorums need not share an honest witness.
        public static let invalidPolicy = Code(.invalidPolicy)
        /// The ledger began under another witness policy than the one it is opened with.
        public static let policyMismatch = Code(.policyMismatch)
        /// Too few witnesses cosigned in time: the outcome is unknown, as of any write that was not acknowledged.
        public static let unwitnessed = Code(.unwitnessed)
    }
}
