/// The members of a JSON object, all of whose names must be known. Every document that people write is read through it.
package struct StrictMembers {
    /// A member's name.
    package struct Name: CodingKey {
        package let stringValue: String
        package var intValue: Int? { nil }
        package init(_ name: String) { stringValue = name }
        package init(stringValue: String) { self.stringValue = stringValue }
        package init?(intValue: Int) { nil }
    }

    private let container: KeyedDecodingContainer<Name>

    /// Opens an object.
    ///
    /// - Parameters:
    ///   - names: What its members may be called; nil for any names.
    ///   - refusal: What is thrown for the first other name, in order, whose place it is given.
    package init(_ decoder: any Decoder, named names: Set<String>?, orElse refusal: (_ place: [any CodingKey]) -> any Error) throws {
        container = try decoder.container(keyedBy: Name.self)
        guard let names, let unknown = self.names.first(where: { !names.contains($0) }) else { return }
        throw refusal(decoder.codingPath + [Name(unknown)])
    }

    /// Opens an object whose members may have any names.
    package init(_ decoder: any Decoder) throws { container = try decoder.container(keyedBy: Name.self) }

    /// The names that are there, sorted.
    package var names: [String] { container.allKeys.map(\.stringValue).sorted() }

    /// Whether there is such a member, if only a null.
    package func has(_ name: String) -> Bool { container.contains(Name(name)) }

    /// A member that must be there.
    package func required<Value: Decodable>(_ name: String) throws -> Value { try container.decode(Value.self, forKey: Name(name)) }

    /// Absent is nil; an explicit null is an error, as is any other type.
    package func optional<Value: Decodable>(_ name: String) throws -> Value? {
        guard has(name) else { return nil }
        let value: Value = try required(name)
        return value
    }

    /// Where a member is, or would be, in the document.
    package func place(of name: String) -> [any CodingKey] { container.codingPath + [Name(name)] }
}

extension StrictMembers {
    /// An object of a trust file.
    init(_ decoder: any Decoder, named names: Set<String>) throws {
        try self.init(decoder, named: names) { place in
            AttestationError(.invalidTrust, "the trust file has something unknown at \(TrustDocument.place(place))")
        }
    }

    /// A list of texts without repetition.
    func list(_ name: String) throws -> [String] {
        let list: [String] = try required(name)
        guard list.count <= TrustFile.maximumEntries else {
            throw TrustDocument.invalid(name, "a list of at most \(TrustFile.maximumEntries) entries")
        }
        guard Set(list).count == list.count else { throw TrustDocument.invalid(name, "a list without repetition") }
        return list
    }
}
