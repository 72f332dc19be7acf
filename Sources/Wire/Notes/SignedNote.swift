/// A C2SP signed note: text, and signature lines over it. Parsed, not verified.
public struct SignedNote: Hashable, Sendable {
    /// The longest note, in bytes.
    public static let maximumBytes = 64 << 10
    /// The most signature lines.
    public static let maximumSignatures = 64

    /// The signed text; ends with a newline.
    public let text: String
    /// The signature lines, in order; those of unknown keys stay.
    public let signatures: [Signature]

    /// One signature line.
    public struct Signature: Hashable, Sendable {
        /// The name of the key.
        public let name: String
        /// The four bytes that tell keys of one name apart.
        public let keyID: UInt32
        /// The signature, in the form of the key's algorithm.
        public let bytes: [UInt8]

        package init(name: String, keyID: UInt32, bytes: [UInt8]) {
            self.name = name
            self.keyID = keyID
            self.bytes = bytes
        }

        /// The line, its newline included.
        package var line: String { "\u{2014} \(name) \(Base64.encode(SignedNote.bigEndian(keyID) + bytes))\n" }
    }

    /// A note of parts that are known to be well-formed.
    package init(text: String, signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Parses a note; whatever is not exactly the form of C2SP signed-note is refused.
    public init(_ note: [UInt8]) throws(NoteError) {
        guard note.count <= Self.maximumBytes, String(validating: note, as: UTF8.self) != nil else { throw .notANote }
        guard note.allSatisfy({ $0 >= 0x20 || $0 == Self.newline }) else { throw .notANote }
        // The signatures are what follows the last blank line.
        guard note.last == Self.newline, let blank = Self.lastBlankLine(in: note) else { throw .notANote }
        text = String(decoding: note[..<blank], as: UTF8.self)
        var rest = note[(blank + 1)...].dropLast()
        var signatures: [Signature] = []
        while true {
            guard signatures.count < Self.maximumSignatures else { throw .notANote }
            let line = rest.prefix { $0 != Self.newline }
            signatures.append(try Self.signature(line))
            rest = rest[line.endIndex...]
            guard rest.popFirst() != nil else { break }
        }
        self.signatures = signatures
    }

    /// The note's exact bytes.
    public var bytes: [UInt8] {
        var note = text + "\n"
        for signature in signatures { note += signature.line }
        return Array(note.utf8)
    }

    static func bigEndian(_ value: UInt32) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }

    /// What ends a line.
    package static let newline = UInt8(ascii: "\n")
    private static let prefix = Array("\u{2014} ".utf8)

    // The index of the second newline of the last pair.
    private static func lastBlankLine(in note: [UInt8]) -> Int? {
        for index in stride(from: note.count - 1, to: 0, by: -1) where note[index] == newline && note[index - 1] == newline {
            return index
        }
        return nil
    }

    private static func signature(_ line: ArraySlice<UInt8>) throws(NoteError) -> Signature {
        guard line.starts(with: prefix) else { throw .notANote }
        let parts = line.dropFirst(prefix.count).split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 2, NoteKey.isName(parts[0]) else { throw .notANote }
        guard let value = Base64.decode(parts[1]), value.count > 4 else { throw .notANote }
        let keyID = value.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Signature(name: String(decoding: parts[0], as: UTF8.self), keyID: keyID, bytes: Array(value.dropFirst(4)))
    }
}

extension NoteError {
    fileprivate static let notANote = NoteError(.malformed, "the text is not a C2SP signed note")
}
