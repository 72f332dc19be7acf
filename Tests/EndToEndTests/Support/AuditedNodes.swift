import Attestation
import AttestedTransport
import Client
import Crypto
import Foundation
import Glibc
import SoftwareTEE
import Synchronization
import Wire

/// A control node and an executor, real programs that differ in a byte, so that neither accepts the other but by what auditors sign.
final class AuditedNodes: Sendable {
    let scratch: Scratch
    let auditors: Auditors
    let endpoint: AttestedTransport.Endpoint
    let root: [UInt8]
    /// The software of the control node and of the executor.
    let control: Attestation.Measurement
    let executor: Attestation.Measurement
    private let measurer: RealProgram
    private let configuration: String
    private let executorProgram: String
    private let programs = Mutex<[NodeRole: RealProgram]>([:])

    /// Lends the installation with nothing but its measurer running, and ends everything, also on failure.
    static func with(_ body: (AuditedNodes) async throws -> Void) async throws {
        let nodes = try await AuditedNodes()
        do {
            try await body(nodes)
            await nodes.end()
        } catch {
            let said = NodeRole.allCases.map { "the log of \($0):\n\(nodes.text(of: $0))" }
            await nodes.end()
            throw SetupError("\(error)\n" + said.joined(separator: "\n"))
        }
    }

    private init() async throws {
        scratch = try Scratch()
        auditors = try Auditors()
        let port = try FreePort.next()
        endpoint = .init(host: "127.0.0.1", port: port)
        var program = Processes.bytes(Host.node)
        control = try Self.measurement(of: program)
        // The end of the section headers: nobody reads it at run time.
        program[program.count - 1] ^= 1
        executor = try Self.measurement(of: program)
        executorProgram = try scratch.write(program, to: "cloisterd-dev")
        chmod(executorProgram, 0o700)
        let socket = scratch.path + "/m"
        (measurer, root) = try await Installation.measurer(at: socket, in: scratch)
        let options = Installation.Options(auditors: auditors.set)
        let json = try Installation.json(options, root: root, port: port, state: scratch.path + "/state", measurer: socket)
        configuration = try scratch.write(Array(json.utf8), to: "node.json")
    }

    private static func measurement(of program: [UInt8]) throws -> Attestation.Measurement {
        try Attestation.Measurement(platform: .softwareTEE, digest: Array(SHA256.hash(data: program)))
    }

    /// Starts the node of a role.
    func start(_ role: NodeRole) throws {
        let program = try RealProgram(
            role == .control ? Host.node : executorProgram, ["\(role)", "--config", configuration], log: log(of: role))
        programs.withLock { $0[role] = program }
    }

    /// Starts the executor's program as a control node that takes the place of the one that runs, or as one that does not.
    func startSuccessor(takingOver: Bool, log: String) throws -> RealProgram {
        let arguments = ["control", "--config", configuration] + (takingOver ? ["--take-over", "\(endpoint)"] : [])
        return try RealProgram(executorProgram, arguments, log: "\(scratch.path)/\(log).log")
    }

    /// The node of a role that was started last.
    func program(of role: NodeRole) -> RealProgram? { programs.withLock { $0[role] } }

    /// Connects a party that follows the auditors.
    func connect<Result: Sendable>(
        _ party: Party, _ store: ReleaseStore, _ body: @Sendable (CloisterClient) async throws -> Result
    ) async throws -> Result {
        var trust = try TrustFile(accepting: root)
        trust.auditors = auditors.set
        for role in [\TrustFile.control, \TrustFile.executor] { trust[keyPath: role].followsAuditors = true }
        return try await CloisterClient.withClient(
            to: endpoint, identity: party.identity, appraiser: try trust.softwareAppraiser(following: store),
            ledgerOrigin: Installation.origin, seen: nil, releases: store, body)
    }

    /// Kills the node of a role.
    func kill(_ role: NodeRole) async throws {
        guard let program = programs.withLock({ $0.removeValue(forKey: role) }) else { return }
        program.signal(SIGKILL)
        _ = try await program.wait()
    }

    /// Copies notes to where both nodes look for a release.
    func publish(_ step: ReleaseStep) throws {
        let folder = scratch.path + "/state"
        let beside = try scratch.write(step.note.bytes, to: "release.new")
        guard rename(beside, folder + "/release") == 0 else { throw SetupError("the release cannot be published: \(errno)") }
    }

    /// Everything that the nodes of a role have said.
    func text(of role: NodeRole) -> String { Processes.text(log(of: role)) }

    /// Waits until a node has said something so many times.
    func hear(_ words: String, from role: NodeRole, times: Int = 1, within seconds: Int = 180) async throws {
        _ = try await eventually("“\(words)” from \(role)", within: seconds) {
            if let status = programs.withLock({ $0[role] })?.ended { throw SetupError("\(role) ended with \(status)") }
            return text(of: role).count(of: words) >= times ? true : nil
        }
    }

    /// Appraises the control node as somebody who follows the auditors does; nil if it is accepted.
    func refusal(
        _ store: ReleaseStore, of identity: PartyIdentity
    ) async throws -> (code: ClientError.Code, failures: [AppraisalFailure])? {
        let seen = Mutex<[AppraisalFailure]>([])
        var trust = try TrustFile(accepting: root)
        trust.auditors = auditors.set
        for role in [\TrustFile.control, \TrustFile.executor] { trust[keyPath: role].followsAuditors = true }
        do {
            try await CloisterClient.withClient(
                to: endpoint, identity: identity, appraiser: try trust.softwareAppraiser(following: store),
                ledgerOrigin: Installation.origin, seen: nil, releases: store,
                onAppraised: { record, _ in seen.withLock { $0 = record.appraisal.failures } }
            ) { _ in }
            return nil
        } catch let error as ClientError {
            return (error.code, seen.withLock { $0 })
        }
    }

    private func log(of role: NodeRole) -> String { "\(scratch.path)/\(role).log" }

    private func end() async {
        let programs = programs.withLock { $0 }
        await programs[.executor]?.end()
        await programs[.control]?.end()
        await measurer.end()
    }
}

extension String {
    /// How often the words occur.
    fileprivate func count(of words: String) -> Int { ranges(of: words).count }
}
