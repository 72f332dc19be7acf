/// The members of a JSON object, all of whose names must be known.
struct StrictMembers {
    struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private let container: KeyedDecodingContainer<Name>

    init(_ decoder: any Decoder, named names: Set<String>) throws {
        container = try decoder.container(keyedBy: Name.self)
        guard let unknown = container.allKeys.first(where: { !names.contains($0.stringValue) }) else { return }
        let place = TrustDocument.place(decoder.codingPath + [unknown])
        throw AttestationError(.invalidTrust, "the trust file has something unknown at \(place)")
    }

    func has(_ name: String) -> Bool { container.contains(Name(name)) }

    func required<Value: Decodable>(_ name: String) throws -> Value { try container.decode(Value.self, forKey: Name(name)) }

    /// Absent is nil; an explicit null is an error, as is any other type.
    func optional<Value: Decodable>(_ name: String) throws -> Value? {
        guard has(name) else { return nil }
        let value: Value = try required(name)
        return value
    }

    func list(_ name: String) throws -> [String] {
        let list: [String] = try required(name)
        guard list.count <= TrustFile.maximumEntries else {
            throw TrustDocument.invalid(name, "a list of at most \(TrustFile.maximumEntries) entries")
        }
        guard Set(list).count == list.count else { throw TrustDocument.invalid(name, "a list without repetition") }
        return list
    }
}
