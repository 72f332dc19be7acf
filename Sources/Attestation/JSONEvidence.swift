import Wire

/// Fields of evidence in JSON, in the forms that its tools have used over time.
enum JSONEvidence {
    /// The object that the bytes are.
    static func root(_ bytes: [UInt8]) throws(AttestationError) -> JSONValue {
        do throws(JSONError) { return try JSONDocument(bytes).root } catch {
            throw AttestationError(refusing: .malformed, "the evidence is not JSON of the strict subset: \(error)")
        }
    }

    /// Bytes as base64, padded and in the standard alphabet.
    static func base64(_ value: JSONValue?) -> [UInt8]? { value?.plainText.flatMap { Base64.decode($0) } }

    /// Bytes as an array of numbers.
    static func bytes(_ value: JSONValue?) -> [UInt8]? {
        guard let items = value?.items else { return nil }
        var bytes: [UInt8] = []
        for item in items {
            guard let number = item.integer, let byte = UInt8(exactly: number) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// Bytes as an array of numbers or in hexadecimal.
    static func numbersOrHex(_ value: JSONValue?) -> [UInt8]? {
        bytes(value) ?? value?.text.flatMap { [UInt8](hex: $0) }
    }

    /// Bytes as an array of numbers or in base64 of the URL alphabet.
    static func numbersOrBase64URL(_ value: JSONValue?) -> [UInt8]? { bytes(value) ?? base64URL(value) }

    /// Base64 of the URL alphabet (RFC 4648, 5), with all padding or with none.
    static func base64URL(_ value: JSONValue?) -> [UInt8]? {
        guard let text = value?.plainText else { return nil }
        var standard: [UInt8] = []
        for character in text {
            switch character {
            case UInt8(ascii: "-"): standard.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): standard.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"): return nil
            default: standard.append(character)
            }
        }
        guard standard.count.isMultiple(of: 4) || standard.last != UInt8(ascii: "=") else { return nil }
        standard += [UInt8](repeating: UInt8(ascii: "="), count: (4 - standard.count % 4) % 4)
        return Base64.decode(standard)
    }

    /// Twenty-four SHA-256 values by register.
    static func registers(_ value: JSONValue?) -> PCRBank? {
        guard let items = value?.items, items.count == 24 else { return nil }
        var values: [UInt8: [UInt8]] = [:]
        for (index, item) in items.enumerated() { values[UInt8(index)] = numbersOrHex(item) ?? [] }
        return PCRBank(hash: .sha256, values: values)
    }
}
