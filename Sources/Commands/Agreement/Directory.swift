import Client
import ControlPlane

/// Names for ids, as far as the node tells them. A name is what a party says of itself; the id is what counts.
struct Directory: Sendable {
    var parties: [String: String] = [:]
    var functions: [String: FunctionReport] = [:]

    /// `name (id)`, or the id alone.
    func party(_ id: String) -> String {
        guard let name = parties[id] else { return id }
        return "\(Terminal.escaped(name).replacing("\n", with: " ")) (\(id))"
    }

    /// Asks for everything that the agreement mentions; what the caller may not see stays without a name.
    static func of(_ agreement: AgreementRecord, from client: CloisterClient) async throws -> Directory {
        var directory = Directory()
        let terms = agreement.terms
        let mentioned = Set(agreement.requiredSigners + agreement.signers).union(
            (terms.providers.union(terms.recipients)).map(\.description))
        for id in mentioned.sorted() {
            if let party = try await visible({ try await client.party(id) }) { directory.parties[id] = party.name }
        }
        let digest = terms.function.description
        if let function = try await visible({ try await client.function(digest) }) {
            directory.functions[digest] = FunctionReport(function)
        }
        return directory
    }

    private static func visible<Value>(_ body: () async throws -> Value) async throws -> Value? {
        do {
            return try await body()
        } catch let error as ClientError where error.code == .refused {
            return nil
        }
    }
}
