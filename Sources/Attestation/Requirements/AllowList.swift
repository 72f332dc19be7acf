/// How a failure names what would have been accepted.
enum AllowList {
    static let shown = 3

    static func text(_ entries: some Collection<some CustomStringConvertible>, of what: String) -> String {
        guard !entries.isEmpty else { return "an \(what), of which none is listed" }
        let names = entries.map(\.description).sorted()
        let more = names.count > shown ? " or \(names.count - shown) more" : ""
        return names.prefix(shown).joined(separator: " or ") + more
    }
}
