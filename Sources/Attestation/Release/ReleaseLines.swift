import Crypto
import Wire

/// Reads the lines of a release text: `name value`, one space between them, each line ended by a newline.
struct ReleaseLines {
    private var lines: ArraySlice<Substring>
    private let what: String

    /// The lines of printable ASCII text; `what` names the text in errors.
    init(_ text: String, atMost limit: Int, of what: String) throws(ReleaseRefusal) {
        self.what = what
        let bytes = text.utf8
        guard bytes.count <= limit else { throw ReleaseRefusal(.malformed, "\(what) is longer than \(limit) bytes") }
        guard bytes.last == SignedNote.newline, bytes.allSatisfy({ (0x20...0x7e).contains($0) || $0 == SignedNote.newline }) else {
            throw ReleaseRefusal(.malformed, "\(what) is not lines of printable ASCII")
        }
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    }

    /// Reads a line that must be exactly this.
    mutating func exactly(_ line: String) throws(ReleaseRefusal) {
        guard lines.popFirst() == line[...] else { throw refusal("does not have the line “\(line)” in its place") }
    }

    /// Reads the value of a line that must have this name.
    mutating func value(of name: String) throws(ReleaseRefusal) -> Substring {
        guard let value = next(name) else { throw refusal("does not have “\(name)” in its place") }
        return value
    }

    /// Reads the values of all lines of this name that follow, which must ascend: so none occurs twice.
    mutating func values(of name: String, atMost limit: Int) throws(ReleaseRefusal) -> [Substring] {
        var values: [Substring] = []
        while let value = next(name) {
            if let last = values.last, !last.utf8.lexicographicallyPrecedes(value.utf8) {
                throw refusal("has “\(name)” lines that do not ascend")
            }
            values.append(value)
            guard values.count <= limit else { throw refusal("has more than \(limit) lines “\(name)”") }
        }
        return values
    }

    mutating func number(_ name: String) throws(ReleaseRefusal) -> UInt64 { try number(in: value(of: name), of: name) }

    func number(in value: Substring, of name: String) throws(ReleaseRefusal) -> UInt64 {
        guard let number = UInt64(decimal: value.utf8) else { throw refusal("does not have a number for “\(name)”") }
        return number
    }

    mutating func digest(_ name: String) throws(ReleaseRefusal) -> [UInt8] { try digest(in: value(of: name), of: name) }

    func digest(in value: Substring, of name: String) throws(ReleaseRefusal) -> [UInt8] {
        guard let digest = [UInt8](hex: value), digest.count == SHA256.byteCount, digest.hex == value else {
            throw refusal("does not have a SHA-256 digest for “\(name)”")
        }
        return digest
    }

    /// Refuses lines after the last.
    func finish() throws(ReleaseRefusal) {
        guard lines.isEmpty else { throw refusal("has a line that does not belong there") }
    }

    /// The lines that are left, as text.
    var rest: String { lines.map { $0 + "\n" }.joined() }

    func refusal(_ problem: String) -> ReleaseRefusal { ReleaseRefusal(.malformed, "\(what) \(problem)") }

    private mutating func next(_ name: String) -> Substring? {
        guard let line = lines.first, line.hasPrefix("\(name) ") else { return nil }
        lines.removeFirst()
        return line.dropFirst(name.utf8.count + 1)
    }
}

/// What release texts share.
enum ReleaseText {
    /// SHA-256 of a text.
    static func digest(_ text: String) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

    /// Whether the name of a chain of releases, or of an auditor, is plain: it is shown to people and stands in lines.
    static func isName(_ name: String) -> Bool {
        (1...128).contains(name.utf8.count) && name.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "+") }
    }
}
