/// Why a text is not a signed note, or not one that a key has signed. Equal by code; carries no input bytes.
public struct NoteError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of error. Open: later versions may add kinds.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case malformed = "MALFORMED_NOTE"
            case invalidKey = "INVALID_NOTE_KEY"
            case unverified = "NOTE_NOT_VERIFIED"
        }
        private let kind: Kind
        private init(_ kind: Kind) { self.kind = kind }

        /// The text is not of the form of C2SP signed-note, or longer than a note may be.
        public static let malformed = Code(.malformed)
        /// A key, or its text, that is none.
        public static let invalidKey = Code(.invalidKey)
        /// A signature that is missing or does not hold.
        public static let unverified = Code(.unverified)

        /// The stable word.
        public var description: String { kind.rawValue }
    }

    /// What kind of error it is.
    public let code: Code
    /// One sentence for people.
    public let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public static func == (left: NoteError, right: NoteError) -> Bool { left.code == right.code }

    /// The code and the sentence.
    public var description: String { "\(code): \(message)" }
}
