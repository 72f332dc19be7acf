import Client
import Ledger
import Wire

/// An entry's disclosed fields in words.
struct EntryText: Encodable {
    let sequence: UInt64
    let kind: String?
    let time: String?
    let actor: String?
    let subject: String?
    let agreement: String?
    /// SHA-256 of each output's ciphertext by its slot.
    let outputs: [String: String]?

    init(sequence: UInt64, fields: [LedgerRecord.Field]) {
        let record = LedgerRecord(fields: fields)
        self.sequence = sequence
        kind = Self.text(record["kind"])
        time = record["time"].flatMap { $0.count == 8 ? ISODate.text($0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) : nil }
        actor = Self.text(record["actor"])
        subject = Self.text(record["subject"])
        agreement = Self.text(record["agreement"])
        outputs = record["outputs"].flatMap(Self.outputs)
    }

    init(_ entry: LedgerEntry) { self.init(sequence: entry.sequence, fields: entry.fields) }

    /// The entry on one line.
    var line: String {
        let about = [subject.map { $0 }, agreement.flatMap { $0 == subject ? nil : "under \($0)" }, actor.map { "by \($0)" }]
        let words = ([time, kind] + about).compactMap { $0 }.filter { !$0.isEmpty }
        return "\(sequence)  " + words.joined(separator: "  ")
    }

    private static func text(_ bytes: [UInt8]?) -> String? { bytes.flatMap { String(validating: $0, as: UTF8.self) } }

    private static func outputs(_ bytes: [UInt8]) -> [String: String]? {
        var reader = ByteReader(bytes)
        let pairs = try? reader.array(atMost: 64) { reader throws(WireError) in (try reader.string(atMost: 256), try reader.fixed(32).hex) }
        guard let pairs, (try? reader.finish()) != nil else { return nil }
        return Dictionary(pairs) { first, _ in first }
    }
}
