@testable import Attestation

/// DER written element by element, right or wrong as a test needs it.
enum MadeDER {
    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        if content.count < 0x80 { return [tag, UInt8(content.count)] + content }
        var length: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            length.insert(UInt8(rest & 0xff), at: 0)
            rest >>= 8
        }
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] { element(0x30, parts.flatMap { $0 }) }
    static func integer(_ content: [UInt8]) -> [UInt8] { element(0x02, content) }
    static func integer(_ value: UInt8) -> [UInt8] { integer(value < 0x80 ? [value] : [0, value]) }
    static func identifier(_ identifier: OID) -> [UInt8] { element(0x06, identifier.bytes) }
    static func bits(_ bytes: [UInt8], unused: UInt8 = 0) -> [UInt8] { element(0x03, [unused] + bytes) }
    static func text(_ text: String, tag: UInt8 = 0x0c) -> [UInt8] { element(tag, Array(text.utf8)) }
    static let null: [UInt8] = [0x05, 0x00]
    static let yes: [UInt8] = [0x01, 0x01, 0xff]

    /// `20250704101631Z` of `2025-07-04T10:16:31Z`.
    static func time(_ seconds: Int64) -> [UInt8] {
        let digits = CivilTimeText.digits(of: seconds)
        return seconds < 2_524_608_000 ? text(String(digits.dropFirst(2)) + "Z", tag: 0x17) : text(digits + "Z", tag: 0x18)
    }

    static func name(_ common: String) -> [UInt8] {
        sequence(element(0x31, sequence(identifier([2, 5, 4, 3]), text(common))))
    }
}
