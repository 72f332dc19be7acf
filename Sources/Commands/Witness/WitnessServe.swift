import ArgumentParser
import Ledger
import LedgerWitness
import Logging
import Wire

/// Serves a witness.
struct WitnessServe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Cosign the heads of the named ledgers until SIGTERM.",
        discussion: """
            Speaks C2SP tlog-witness: POST /add-checkpoint, HTTP without TLS; put a proxy in front for TLS. A ledger's key is what \
            `cloister attest` prints as its verifier key: ORIGIN+ID+KEY. Repeat --log for each ledger, and for each key of one ledger.
            """)

    @OptionGroup var witness: WitnessOptions
    @Option(help: "Where to listen: HOST:PORT; port 0 lets the system choose.") var listen: String
    @Option(name: .customLong("log"), help: "The verifier key of a ledger: ORIGIN+ID+KEY.") var logs: [String]

    func validate() throws {
        guard !logs.isEmpty else { throw ValidationError("name at least one ledger with --log") }
        _ = try parsedLogs()
        _ = try place()
    }

    func run() async throws {
        let folder = try WitnessFolder(path: witness.folder)
        let key = try folder.signingKey()
        let witness = try Witness(key: key, logs: try parsedLogs(), store: folder, clock: { HostClock.now })
        let (host, port) = try place()
        let logger = Logger(label: "cloister.witness") { StreamLogHandler.standardError(label: $0) }
        let server = WitnessServer(witness: witness, host: host, port: port, logger: logger) { port in
            Terminal.print("witness \(key.verifier) serves at http://\(host):\(port)")
        }
        try await server.run()
    }

    private func place() throws -> (host: String, port: Int) {
        guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]), (0...65_535).contains(port),
            colon > listen.startIndex
        else { throw ValidationError("--listen must be HOST:PORT") }
        return (String(listen[..<colon]), port)
    }

    private func parsedLogs() throws -> [WitnessedLog] {
        var keys: [String: [NoteKey]] = [:]
        for text in logs {
            guard let key = try? NoteKey(verifierKey: text) else { throw ValidationError("--log \(text) is no verifier key") }
            keys[key.name, default: []].append(key)
        }
        return try keys.sorted { $0.key < $1.key }.map { try WitnessedLog(origin: try LedgerOrigin($0.key), keys: $0.value) }
    }
}
