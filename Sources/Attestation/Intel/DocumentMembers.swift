import Wire

/// Typed access to the members of a document that a vendor signed. Whatever is missing or of another type refuses the document.
struct DocumentMembers {
    let value: JSONValue
    /// What it is, for people.
    let title: String

    init(_ value: JSONValue, _ title: String) {
        self.value = value
        self.title = title
    }

    func malformed(_ name: StaticString) -> AttestationError {
        AttestationError(refusing: .endorsementMalformed, "the \(title) has no “\(name)” of the expected form")
    }

    func member(_ name: StaticString) throws(AttestationError) -> JSONValue {
        guard let member = value[name] else { throw malformed(name) }
        return member
    }

    func object(_ name: StaticString) throws(AttestationError) -> DocumentMembers { DocumentMembers(try member(name), title) }

    func text(_ name: StaticString, atMost limit: Int = 64) throws(AttestationError) -> String {
        guard let text = try member(name).plainText, text.count <= limit else { throw malformed(name) }
        return String(decoding: text, as: UTF8.self)
    }

    func number(_ name: StaticString, in range: ClosedRange<Int64>) throws(AttestationError) -> Int64 {
        guard let number = try member(name).integer, range.contains(number) else { throw malformed(name) }
        return number
    }

    /// Hexadecimal of either case, of exactly `count` bytes.
    func hex(_ name: StaticString, count: Int) throws(AttestationError) -> [UInt8] {
        guard let text = try member(name).plainText, text.count == count * 2,
            let bytes = [UInt8](hexDigits: text)
        else { throw malformed(name) }
        return bytes
    }

    /// RFC 3339, in seconds since 1970, not before that.
    func date(_ name: StaticString) throws(AttestationError) -> Int64 {
        guard let text = try member(name).plainText, let seconds = CivilTime.seconds(rfc3339: text), seconds >= 0 else {
            throw malformed(name)
        }
        return seconds
    }

    func items(_ name: StaticString, _ count: ClosedRange<Int>) throws(AttestationError) -> [JSONValue] {
        guard let items = try member(name).items, count.contains(items.count) else { throw malformed(name) }
        return items
    }
}
