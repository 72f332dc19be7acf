import Wire

/// Reads a file of endorsements of any kind, which it recognises by its content (docs/spec/endorsements.md).
///
/// Recognising is not believing: what is taken is verified with the evidence, by whoever uses it.
public enum EndorsementFile {
    /// The longest file.
    public static let maximumLength = 1 << 20

    /// What is in a file; throws `endorsement_malformed` for what is no endorsement.
    public static func endorsements(in file: [UInt8]) throws(AttestationError) -> Endorsements {
        guard !file.isEmpty, file.count <= maximumLength else { throw malformed("the file is empty or longer than \(maximumLength) bytes") }
        if file.starts(with: EndorsementBundle.magic) { return try EndorsementBundle(decoding: file).endorsements }
        if EventLogMark.isEventLog(file) { return Endorsements(eventLogs: [file]) }
        if file[0] == 0x30 { return try der(file) }
        let text = file.drop { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
        if text.first == UInt8(ascii: "{") { return try EndorsementJSON.endorsements(in: Array(text)) }
        if text.starts(with: Array("-----BEGIN ".utf8)) { return try armoured(Array(text)) }
        let digits = text.filter { ![0x20, 0x09, 0x0a, 0x0d, 0].contains($0) }
        if let bytes = [UInt8](hex: String(decoding: digits, as: UTF8.self)), bytes.first == 0x30 { return try der(bytes) }
        throw malformed("it is neither DER nor PEM, JSON, a bundle or an event log")
    }

    /// A certificate or a revocation list in DER: they differ in what their first member begins with.
    static func der(_ bytes: [UInt8]) throws(AttestationError) -> Endorsements {
        guard let content = content(of: bytes[...]), let inner = self.content(of: content), let first = inner.first else {
            throw malformed("its DER is neither a certificate nor a revocation list")
        }
        switch first {
        case 0xa0: return Endorsements(certificates: [bytes])
        case 0x02, 0x30: return Endorsements(revocationLists: [bytes])
        default: throw malformed("its DER is neither a certificate nor a revocation list")
        }
    }

    private static func armoured(_ text: [UInt8]) throws(AttestationError) -> Endorsements {
        if text.starts(with: Array("-----BEGIN X509 CRL".utf8)) {
            return Endorsements(revocationLists: try PEM.revocationLists(in: text, atMost: EndorsementBundle.maximumEntries))
        }
        return Endorsements(certificates: try PEM.certificates(in: text, atMost: EndorsementBundle.maximumEntries))
    }

    /// What stands behind the head of a SEQUENCE; its length is for its parser.
    private static func content(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard bytes.count >= 2, bytes[bytes.startIndex] == 0x30 else { return nil }
        let length = bytes[bytes.startIndex + 1]
        return bytes.dropFirst(length < 0x80 ? 2 : 2 + Int(length & 0x7f))
    }

    static func malformed(_ what: String) -> AttestationError {
        AttestationError(refusing: .endorsementMalformed, "the endorsements cannot be read: \(what)")
    }
}

/// What a boot event log begins with.
enum EventLogMark {
    private static let signature = Array("Spec ID Event03".utf8)

    /// Whether the first event is the one that says which algorithms follow (TCG PC Client Platform Firmware Profile, 10.4.5.1).
    static func isEventLog(_ bytes: [UInt8]) -> Bool { bytes.count >= 64 && bytes[32...].starts(with: signature) }
}
