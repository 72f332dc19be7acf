/// What names and texts in documents may look like.
enum Syntax {
    static let maximumIdentifierBytes = 64
    static let maximumDisplayNameBytes = 128
    static let maximumVersionBytes = 64
    static let maximumOriginBytes = 128
    static let maximumMeasurementBytes = 192
    static let maximumSentenceBytes = 512

    /// 1 to 64 of `a-z 0-9 . _ -`, the first a letter or a digit, so that a name is never a path or an option.
    static func isIdentifier(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...maximumIdentifierBytes).contains(bytes.count), let first = bytes.first, isLowerAlphanumeric(first) else { return false }
        return bytes.allSatisfy { isLowerAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }

    /// A ledger's origin: 1 to 128 of `a-z 0-9 . _ - / :`.
    static func isOrigin(_ text: String) -> Bool {
        isLowerText(text, atMost: maximumOriginBytes, also: "._-/:")
    }

    /// A measurement's text form: 1 to 192 of `a-z 0-9 . _ - : `.
    static func isMeasurement(_ text: String) -> Bool {
        isLowerText(text, atMost: maximumMeasurementBytes, also: "._-:")
    }

    /// Upper-case snake case, 1 to 64.
    static func isReason(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...maximumIdentifierBytes).contains(bytes.count) else { return false }
        return bytes.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    /// 1 to 128 bytes of printable text without line breaks, other spaces than U+0020 inside it, or invisible characters.
    static func isDisplayName(_ text: String) -> Bool { isPrintable(text, atMost: maximumDisplayNameBytes) }

    /// 1 to 512 bytes of printable text, for people to read.
    static func isSentence(_ text: String) -> Bool { isPrintable(text, atMost: maximumSentenceBytes) }

    /// Semantic Versioning 2.0.0, at most 64 bytes.
    static func isVersion(_ text: String) -> Bool {
        guard text.utf8.count <= maximumVersionBytes else { return false }
        let build = split(text[...], at: "+")
        if let tail = build.tail, !areVersionParts(tail, numbersWithoutLeadingZero: false) { return false }
        let release = split(build.head, at: "-")
        if let tail = release.tail, !areVersionParts(tail, numbersWithoutLeadingZero: true) { return false }
        let numbers = release.head.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 3 && numbers.allSatisfy { isNumber($0) }
    }

    private static func isPrintable(_ text: String, atMost limit: Int) -> Bool {
        guard (1...limit).contains(text.utf8.count), text.first != " ", text.last != " " else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator: false
            case .spaceSeparator: scalar == " "
            default: true
            }
        }
    }

    private static func isLowerText(_ text: String, atMost limit: Int, also: String) -> Bool {
        guard (1...limit).contains(text.utf8.count) else { return false }
        return text.utf8.allSatisfy { isLowerAlphanumeric($0) || also.utf8.contains($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(isDigit) && (text.utf8.count == 1 || text.utf8.first != UInt8(ascii: "0"))
    }

    private static func areVersionParts(_ text: Substring, numbersWithoutLeadingZero: Bool) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            guard !part.isEmpty else { return false }
            let isPlain = part.utf8.allSatisfy {
                isDigit($0) || $0 == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
            }
            guard isPlain else { return false }
            return !(numbersWithoutLeadingZero && part.utf8.allSatisfy(isDigit)) || isNumber(part)
        }
    }

    private static func split(_ text: Substring, at separator: Character) -> (head: Substring, tail: Substring?) {
        guard let index = text.firstIndex(of: separator) else { return (text, nil) }
        return (text[..<index], text[text.index(after: index)...])
    }
}
