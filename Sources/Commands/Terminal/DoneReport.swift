/// That something named was done: `{"KIND": "ID", "VERB": true}`, or a sentence.
struct DoneReport: Report {
    let kind: String
    let id: String
    let verb: String
    let sentence: String

    var lines: [String] { [sentence] }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: StrictObject.Name.self)
        try container.encode(id, forKey: .init(kind))
        try container.encode(true, forKey: .init(verb))
    }
}
