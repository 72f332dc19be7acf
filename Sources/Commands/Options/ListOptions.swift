import ArgumentParser
import Client

/// How much of a list is fetched.
struct ListOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The most entries to show.", valueName: "count"))
    var limit = 1000

    func validate() throws {
        guard (1...1_000_000).contains(limit) else { throw ValidationError("--limit must be 1 to 1000000") }
    }

    /// Fetches pages until there are enough entries or no more.
    static func collect<Record: Sendable>(
        _ limit: Int, _ page: (String?) async throws -> Page<Record>
    ) async throws -> (records: [Record], hasMore: Bool) {
        var records: [Record] = []
        var token: String?
        repeat {
            let next = try await page(token)
            records += next.records
            token = next.records.isEmpty ? nil : next.next
        } while token != nil && records.count < limit
        return (Array(records.prefix(limit)), token != nil || records.count > limit)
    }
}
