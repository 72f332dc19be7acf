import Client

/// A party, as the service tells of it.
struct PartyReport: PropertiesReport {
    let party: String
    let name: String
    let roles: [String]
    let suspended: Bool
    let registeredAt: String
    let recipientKeyDigest: String

    init(_ record: PartyRecord) {
        (party, name, roles, suspended) = (record.id, record.name, record.roles, record.suspended)
        registeredAt = ISODate.text(record.registeredAt)
        recipientKeyDigest = record.recipientKeyDigest
    }

    var properties: [(name: String, value: String)] {
        [
            ("party", party), ("name", name), ("roles", roles.joined(separator: ", ")), ("state", suspended ? "SUSPENDED" : "active"),
            ("registered", registeredAt), ("recipient key", recipientKeyDigest),
        ]
    }
}
