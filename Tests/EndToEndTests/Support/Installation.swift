import Attestation
import AttestedSession
import AttestedTransport
import Client
import Foundation
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
    private let current: Mutex<RealProgram?> = Mutex(nil)
    private let trusted: Mutex<TrustFile?> = Mutex(nil)

    /// What differs between installations.
    struct Options {
        var program = Host.node
        var admins: [PartyIdentity] = []
        var runSeconds = 600
        /// Mebibytes of ciphertext that are kept for one party.
        var partyMiB = 1_024
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
        let port = try Self.freePort()
        (endpoint, program) = (Endpoint(host: "127.0.0.1", port: port), options.program)
        let socket = scratch.path + "/m"
        measurer = try RealProgram(
            Host.measurer, ["serve", "--socket", socket, "--root", scratch.path + "/root"], log: scratch.path + "/measurer.log")
        let said = try await eventually("the measurer") { [measurer] in
            guard measurer.ended == nil else { throw SetupError("the measurer ended: \(measurer.text)") }
            return measurer.text.contains("listening at") ? measurer.text : nil
        }
        let line = said.split(separator: "\n").first { $0.hasPrefix("root ") } ?? ""
        guard let root = [UInt8](hex: String(line.dropFirst("root ".count))) else {
            throw SetupError("the measurer shows no root: \(said)")
        }
        self.root = root
        let json = Self.json(options, root: root, port: port, state: scratch.path + "/state", measurer: socket)
        configuration = try scratch.write(Array(json.utf8), to: "node.json")
    }

    static func json(_ options: Options, root: [UInt8], port: Int, state: String, measurer: String) -> String {
        let admins = options.admins.map { "\"\($0.signingKey.hex)\"" }.joined(separator: ",")
        return """
            {"version": 1, "origin": "\(origin)", "listen": {"host": "127.0.0.1", "port": \(port)}, "state": "\(state)",
             "measurer": "\(measurer)", "admins": [\(admins)], "openRegistration": true,
             "execution": {"jail": "\(Host.jail)", "onnxRuntime": "\(Host.onnxRuntime)", "capacity": 2, "warmJails": 2,
               "runSeconds": \(options.runSeconds), "memoryMiB": 2048},
             "storage": {"partyMiB": \(options.partyMiB), "unregisteredBlobs": 4, "unregisteredSeconds": 600, "reserveMiB": 16},
             "trust": {"softwareTEE": "\(TrustFile.softwareAcknowledgement)", "softwareRoots": ["\(root.hex)"]}}
            """
    }

    /// The node that runs now.
    var node: RealProgram? { current.withLock { $0 } }

    /// Starts the node and waits until a session comes about.
    func start() async throws {
        let node = try RealProgram(program, ["all", "--config", configuration], log: scratch.path + "/node.log")
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

    /// What a first contact that trusts no software yet is shown; nil while nobody listens.
    private func firstMeasurement(seenBy identity: PartyIdentity) async throws -> Attestation.Measurement? {
        let seen = Mutex<Attestation.Measurement?>(nil)
        do {
            try await CloisterClient.withClient(
                to: endpoint, identity: identity, appraiser: try TrustFile(accepting: root).appraiser(root), ledgerOrigin: Self.origin,
                onAppraised: { record, _ in seen.withLock { $0 = record.report?.measurement } }
            ) { _ in }
        } catch let error as ClientError {
            guard error.code == .appraisalRefused else { return nil }
        }
        return seen.withLock { $0 }
    }

    /// What the parties trust: this root, and the software that was measured when the node first started.
    var trust: TrustFile { get throws { try #require(trusted.withLock { $0 }) } }

    /// Connects a party.
    func connect<Result: Sendable>(_ party: Party, _ body: @Sendable (CloisterClient) async throws -> Result) async throws -> Result {
        try await CloisterClient.withClient(
            to: endpoint, identity: party.identity, appraiser: try trust.appraiser(root), ledgerOrigin: Self.origin, body)
    }

    private func end() async {
        await node?.end()
        await measurer.end()
    }

    /// A port that nobody listens at.
    static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let outcome = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) | getsockname(descriptor, $0, &length)
            }
        }
        guard outcome == 0 else { throw SetupError("no free port: \(errno)") }
        return Int(UInt16(bigEndian: address.sin_port))
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
