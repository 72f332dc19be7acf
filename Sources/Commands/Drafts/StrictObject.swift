import Attestation

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Why a draft cannot be used; names the place, never the value.
struct DraftError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// The members of an object in a draft.
struct StrictObject {
    typealias Name = StrictMembers.Name

    private let members: StrictMembers

    /// With `names` nil, any names.
    init(_ decoder: any Decoder, named names: Set<String>?) throws {
        members = try StrictMembers(decoder, named: names) { place in
            DraftError("\(Self.place(place)) is unknown; known are \((names ?? []).sorted().joined(separator: ", "))")
        }
    }

    var names: [String] { members.names }

    func has(_ name: String) -> Bool { members.has(name) }

    func required<Value: Decodable>(_ name: String) throws -> Value { try members.required(name) }

    func optional<Value: Decodable>(_ name: String) throws -> Value? { try members.optional(name) }

    /// A text that must mean something.
    func parsed<Value>(_ name: String, _ wanted: String, _ parse: (String) -> Value?) throws -> Value {
        let text: String = try required(name)
        guard let value = parse(text) else { throw invalid(name, wanted) }
        return value
    }

    func invalid(_ name: String, _ wanted: String) -> DraftError {
        DraftError("\(Self.place(members.place(of: name))) must be \(wanted)")
    }

    /// Reads a document of at most 64 KiB; `what` names it in errors.
    static func read<Value: Decodable>(_ type: Value.Type, _ json: [UInt8], what: String) throws(DraftError) -> Value {
        guard json.count <= 64 << 10, String(validating: json, as: UTF8.self) != nil, !json.contains(0) else {
            throw DraftError("\(what) is not JSON in UTF-8 of at most 64 KiB")
        }
        let value: Value
        do {
            value = try JSONDecoder().decode(type, from: Data(json))
        } catch let error as DraftError {
            throw DraftError("in \(what), \(error)")
        } catch let error as DecodingError {
            throw DraftError(sentence(for: error, what))
        } catch {
            throw DraftError("\(what) is not JSON")
        }
        guard !JSONNames.repeat(in: json) else { throw DraftError("\(what) names something twice in one object, or escapes a name") }
        return value
    }

    private static func sentence(for error: DecodingError, _ what: String) -> String {
        switch error {
        case .dataCorrupted(let context) where context.codingPath.isEmpty: "\(what) is not JSON"
        case .keyNotFound(let key, let context): "in \(what), \(place(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            "in \(what), \(place(context.codingPath)) has the wrong type"
        @unknown default: "\(what) is not of the expected form"
        }
    }

    static func place(_ path: [any CodingKey]) -> String {
        guard !path.isEmpty else { return "the document" }
        let names = path.map { key in
            key.intValue.map { "entry \($0 + 1)" } ?? String(key.stringValue.filter { $0.isASCII && !$0.isWhitespace }.prefix(40))
        }
        return Terminal.escaped(names.joined(separator: " → "))
    }
}
