import ArgumentParser
import Client
import ControlPlane
import Ledger

/// Which entries are wanted.
struct EntryFilter: ParsableArguments {
    @Option(help: ArgumentHelp("Only from this sequence number on.", valueName: "sequence")) var from: UInt64 = 0
    @Option(help: ArgumentHelp("Only of this kind, such as run-succeeded.", valueName: "kind"), transform: EntryFilter.kind) var kind:
        EventKind?
    @Option(help: ArgumentHelp("Only under this agreement.", valueName: "id"), transform: Arguments.agreement) var agreement: String?
    @Option(help: ArgumentHelp("Only about this party, function, asset, agreement or run.", valueName: "id")) var subject: String?

    private static func kind(_ text: String) throws -> EventKind {
        guard let kind = EventKind(rawValue: text) else {
            throw ValidationError(
                "“\(Terminal.escaped(text))” is none of the kinds of entries: " + EventKind.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        return kind
    }

    private var fields: [LedgerRecord.Field] {
        [("kind", kind?.rawValue), ("agreement", agreement), ("subject", subject?.lowercased())].compactMap { name, value in
            value.map { LedgerRecord.Field(name, Array($0.utf8)) }
        }
    }

    /// Fetches until there are enough entries or no more.
    func collect(_ limit: Int, from client: CloisterClient) async throws -> (entries: [LedgerEntry], hasMore: Bool) {
        var entries: [LedgerEntry] = []
        var next: UInt64? = from
        while let first = next, entries.count <= limit {
            let page = try await client.entries(from: first, matching: fields)
            entries += page.entries
            next = page.next
        }
        return (Array(entries.prefix(limit)), entries.count > limit || next != nil)
    }
}
