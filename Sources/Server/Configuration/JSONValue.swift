/// Any JSON, for comparing which members a file has.
enum JSONValue: Decodable {
    case object([String: JSONValue])
    case array([JSONValue])
    case scalar

    init(from decoder: any Decoder) throws {
        if let members = try? decoder.singleValueContainer().decode([String: JSONValue].self) {
            self = .object(members)
        } else if let elements = try? decoder.singleValueContainer().decode([JSONValue].self) {
            self = .array(elements)
        } else {
            self = .scalar
        }
    }

    /// The path of the first member that `other` lacks, in sorted order.
    func firstMember(missingFrom other: JSONValue, path: String) -> String? {
        guard case .object(let mine) = self, case .object(let theirs) = other else { return nil }
        for (name, value) in mine.sorted(by: { $0.key < $1.key }) {
            let inner = path.isEmpty ? name : "\(path).\(name)"
            guard let counterpart = theirs[name] else { return inner }
            if let missing = value.firstMember(missingFrom: counterpart, path: inner) { return missing }
        }
        return nil
    }
}
