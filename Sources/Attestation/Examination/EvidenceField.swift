/// One field of evidence: its vendor's name in small letters, what it holds, and what that means.
public struct EvidenceField: Hashable, Sendable {
    /// The field's name.
    public let name: String
    /// What it holds.
    public let value: ClaimValue
    /// What it is, in a few words.
    public let meaning: String

    package init(_ name: String, _ value: ClaimValue, _ meaning: String) {
        self.name = name
        self.value = value
        self.meaning = meaning
    }
}
