import Attestation
import AttestedSession
import AttestedTransport
import Client
import Foundation
import Glibc
import SoftwareTEE
import Synchronization
import Testing
import Wire

/// A measurer and a node, the real programs, with their state in a folder of their own.
final class Installation: Sendable {
    static let origin = "ledger.example/end-to-end"

    let scratch: Scratch
    let endpoint: Endpoint
    let root: [UInt8]
    let configuration: String
    let program: String
    let measurer: RealProgram
    let witnesses: WitnessProcesses?
    private let clock = Mutex<FakeTime?>(nil)
    private let preloaded = Mutex<[String]>([])
    private let current: Mutex<RealProgram?> = Mutex(nil)
    private let trusted: Mutex<TrustFile?> = Mutex(nil)

    /// What differs between installations.
    struct Options {
        var program = Host.node
        var admins: [PartyIdentity] = []
        var runSeconds = 600
        /// Mebibytes of ciphertext that are kept for one party.
        var partyMiB = 1_024
        var outerEvidence = false
        /// What may stand in front of the node, and whether its TLS must be hybrid.
        var outerChannel = (proxied: false, classicalKeyExchange: false)
        /// Who says which software peers may run; without them it is the node's own.
        var auditors: AuditorSet?
        /// Holders of recovery keys, as `cloister recovery enroll` prints them; two must approve.
        var recoveryHolders: [String] = []
        /// How many witnesses there are, all but one of whom must cosign.
        var witnesses = 0
    }

    /// Starts everything, lends it, and ends everything, also on failure.
    static func with<Result>(_ change: (inout Options) throws -> Void = { _ in }, _ body: (Installation) async throws -> Result)
        async throws -> Result
    {
        var options = Options()
        try change(&options)
        let installation = try await Installation(options)
        do {
            try await installation.start()
            let result = try await body(installation)
            await installation.end()
            return result
        } catch {
            let said = installation.node?.text ?? ""
            await installation.end()
            Issue.record("the node's log:\n\(said)")
            throw error
        }
    }

    private init(_ options: Options) async throws {
        scratch = try Scratch()
        let port = try FreePort.next()
        (endpoint, program) = (Endpoint(host: "127.0.0.1", port: port), options.program)
        let socket = scratch.path + "/m"
        (measurer, root) = try await Self.measurer(at: socket, in: scratch)
        witnesses = options.witnesses > 0 ? try await WitnessProcesses(options.witnesses, in: scratch) : nil
        var json = try Self.json(options, root: root, port: port, state: scratch.path + "/state", measurer: socket)
        if let witnesses { json = json.replacing("{\"version\": 1,", with: "{\"version\": 1, \"witnesses\": \(witnesses.settings),") }
        configuration = try scratch.write(Array(json.utf8), to: "node.json")
    }

    /// Starts a measurer, and learns its root.
    static func measurer(at socket: String, in scratch: Scratch) async throws -> (program: RealProgram, root: [UInt8]) {
        let measurer = try RealProgram(
            Host.measurer, ["serve", "--socket", socket, "--root", scratch.path + "/root"], log: scratch.path + "/measurer.log")
        let said = try await eventually("the measurer") {
            guard measurer.ended == nil else { throw SetupError("the measurer ended: \(measurer.text)") }
            return measurer.text.contains("listening at") ? measurer.text : nil
        }
        let line = said.split(separator: "\n").first { $0.hasPrefix("root ") } ?? ""
        guard let root = [UInt8](hex: String(line.dropFirst("root ".count))) else {
            throw SetupError("the measurer shows no root: \(said)")
        }
        return (measurer, root)
    }

    static func json(_ options: Options, root: [UInt8], port: Int, state: String, measurer: String) throws -> String {
        let auditors = try options.auditors.map { set in
            ", \"auditors\": " + String(decoding: try JSONEncoder().encode(TrustedAuditors(set)), as: UTF8.self)
        }
        let admins = options.admins.map { "\"\($0.signingKey.hex)\"" }.joined(separator: ",")
        let holders = options.recoveryHolders.map { "\"\($0)\"" }.joined(separator: ",")
        let recovery = holders.isEmpty ? "" : " \"recovery\": {\"threshold\": 2, \"holders\": [\(holders)]},"
        return """
            {"version": 1, "origin": "\(origin)", "listen": {"host": "127.0.0.1", "port": \(port)}, "state": "\(state)",
             "measurer": "\(measurer)", "admins": [\(admins)], "openRegistration": true,
             "outerEvidence": \(options.outerEvidence),\(recovery)
             "outerChannel": {"proxied": \(options.outerChannel.proxied),
               "classicalKeyExchange": \(options.outerChannel.classicalKeyExchange)},
             "execution": {"jail": "\(Host.jail)", "onnxRuntime": "\(Host.onnxRuntime)", "capacity": 2, "warmJails": 2,
               "runSeconds": \(options.runSeconds), "memoryMiB": 2048},
             "storage": {"partyMiB": \(options.partyMiB), "unregisteredBlobs": 4, "unregisteredSeconds": 600, "reserveMiB": 16},
             "trust": {"softwareTEE": "\(TrustFile.softwareAcknowledgement)", "softwareRoots": ["\(root.hex)"]\(auditors ?? "")}}
            """
    }

    /// The folder of the node's ledger.
    var ledger: String { scratch.path + "/state/ledger" }

    /// What the command line is told at a first contact.
    var pinning: [String] {
        [
            "attest", "--server", "\(endpoint)", "--pin", "--accept-software-tee", TrustFile.softwareAcknowledgement, "--software-root",
            root.hex,
        ]
    }

    /// The node that runs now.
    var node: RealProgram? { current.withLock { $0 } }

    /// Starts the node and waits until a session comes about.
    func start() async throws {
        if let witnesses, !witnesses.isServing { try await introduce(witnesses) }
        let node = try run()
        current.withLock { $0 = node }
        let visitor = try Party("visitor")
        let measurement = try await eventually("the node") { () -> Attestation.Measurement? in
            guard node.ended == nil else { throw SetupError("the node ended: \(node.text)") }
            return try await self.firstMeasurement(seenBy: visitor.identity)
        }
        var trust = try TrustFile(accepting: root)
        trust.pin(measurement, as: .control)
        trusted.withLock { [trust] in $0 = trust }
        _ = try await eventually("the executor") { node.text.contains("an executor attached") ? true : nil }
    }

    /// Starts the node's program and waits for nothing.
    func run(_ program: String? = nil, _ words: String...) throws -> RealProgram {
        try RealProgram(
            program ?? self.program, ["all", "--config", configuration] + words, log: scratch.path + "/node.log",
            environment: preloaded.withLock { $0 } + clock.withLock { $0?.environment ?? [] })
    }

    /// The environment of the node from the next start on.
    func preload(_ environment: [String]) { preloaded.withLock { $0 = environment } }

    /// Makes a copy of the state that a second node can have, and that node's configuration: another folder and another port, and the same in all else.
    func copyState(to name: String) throws -> (configuration: String, endpoint: Endpoint) {
        let state = scratch.path + "/state"
        try FileManager.default.copyItem(atPath: state, toPath: scratch.path + "/" + name)
        let port = try FreePort.next()
        var text = try String(contentsOfFile: configuration, encoding: .utf8)
        text = text.replacing("\"\(state)\"", with: "\"\(scratch.path)/\(name)\"")
        text = text.replacing("\"port\": \(endpoint.port)", with: "\"port\": \(port)")
        return (try scratch.write(Array(text.utf8), to: name + ".json"), Endpoint(host: "127.0.0.1", port: port))
    }

    /// Ends the node in good order.
    func stop() async throws {
        await node?.end()
        unlink(scratch.path + "/node.log")
    }

    /// What the host's clock says from the next start on.
    func fake(_ time: String) throws {
        let fake = try FakeTime(time)
        clock.withLock { $0 = fake }
    }

    /// The ledger's key is made by the node: its first start finds no witness that knows it, says the key, and ends.
    private func introduce(_ witnesses: WitnessProcesses) async throws {
        let first = try run()
        let line = try await eventually("the ledger's verifier key") {
            first.text.split(separator: "\n").first { $0.contains("by its verifier key") }
        }
        guard let key = line.split(separator: " ").first(where: { $0.hasPrefix("key=") }) else { throw SetupError("no key: \(line)") }
        try await witnesses.start(knowing: String(key.dropFirst("key=".count)))
        await first.end()
        unlink(first.log)
    }

    /// What a first contact that trusts no software yet is shown; nil while nobody listens.
    private func firstMeasurement(seenBy identity: PartyIdentity) async throws -> Attestation.Measurement? {
        let seen = Mutex<Attestation.Measurement?>(nil)
        do {
            try await CloisterClient.withClient(
                to: endpoint, identity: identity, appraiser: try TrustFile(accepting: root).appraiser(root), ledgerOrigin: Self.origin,
                seen: nil, onAppraised: { record, _ in seen.withLock { $0 = record.report?.measurement } }
            ) { _ in }
        } catch let error as ClientError {
            guard error.code == .appraisalRefused else { return nil }
        }
        return seen.withLock { $0 }
    }

    /// What the parties trust: this root, and the software that was measured when the node first started.
    var trust: TrustFile { get throws { try #require(trusted.withLock { $0 }) } }

    /// Connects a party, which may remember the ledger.
    func connect<Result: Sendable>(
        _ party: Party, seen: SeenLedger? = nil, at other: Endpoint? = nil, _ body: @Sendable (CloisterClient) async throws -> Result
    ) async throws -> Result {
        try await CloisterClient.withClient(
            to: other ?? endpoint, identity: party.identity, appraiser: try trust.appraiser(root), ledgerOrigin: Self.origin, seen: seen,
            body)
    }

    private func end() async {
        await node?.end()
        await measurer.end()
        await witnesses?.end()
    }
}

extension TrustFile {
    /// Accepts this software root and, as yet, no software.
    init(accepting root: [UInt8]) throws {
        self.init()
        try unsafeAcceptSoftwareTEE(roots: [root], acknowledging: Self.softwareAcknowledgement)
    }

    /// The file's policy over a verifier for this root.
    func appraiser(_ root: [UInt8]) throws -> Appraiser {
        Appraiser(verifiers: [try SoftwareVerifier(roots: TrustRoots(platform: .softwareTEE, keys: [root]))], policy: policy)
    }
}
