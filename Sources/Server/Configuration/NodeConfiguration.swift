public import Attestation

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Ledger
import Wire

/// What an operator tells a node, read once from a JSON file. The file is measured: its digest is part of the evidence.
///
/// Nothing in it is a secret. Unknown members are refused, so that a misspelt limit cannot be silently ignored.
public struct NodeConfiguration: Sendable, Equatable, Codable {
    /// The file format; 1.
    public var version: Int
    /// The ledger's name, as agreements and asset keys bind it: a schema-less URL such as `ledger.example/photos`.
    public var origin: String
    /// Where the control role listens, or where an executor finds it.
    public var listen: Endpoint
    /// The folder that holds the ledger, the sealed keys and, by default, the blobs. Created with mode 0700.
    public var state: String
    /// The measurer's socket.
    public var measurer: String
    /// Signing keys (uncompressed P-256 points, hexadecimal) whose parties may be `admin` or `auditor`.
    public var admins: [String]
    /// Whether anybody may register as a data or function owner.
    public var openRegistration: Bool
    /// How runs are executed.
    public var execution: Execution
    /// What a node accepts of its peers.
    public var trust: Trust
    /// How far parties may fill the disk; nil stands for the defaults.
    public var storage: StorageLimits?
    /// What may stand in front of the node; absent if nothing may.
    public var outerChannel: OuterChannelPolicy?
    /// Which witnesses cosign the ledger's heads; absent if none do.
    public var witnesses: WitnessSettings?
    /// Who can give the ledger's keys back if the node loses them; absent if nobody can.
    public var recovery: RecoverySettings?
    /// Whether the node's certificate carries evidence, for verifiers of other systems; absent stands for false.
    public var outerEvidence: Bool?

    /// A host and a TCP port.
    public struct Endpoint: Sendable, Equatable, Codable {
        /// An IP address or a name.
        public var host: String
        /// 1 to 65535; 0 lets the system choose, for tests.
        public var port: Int

        /// An endpoint.
        public init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// Paths and limits of the executor role.
    public struct Execution: Sendable, Equatable, Codable {
        /// The jail's program.
        public var jail: String
        /// ONNX Runtime's shared library.
        public var onnxRuntime: String
        /// Runs at once; 1 to 64.
        public var capacity: Int
        /// Jails kept warm; 1 to 64.
        public var warmJails: Int
        /// Seconds after which a run is killed; 1 to 3,600.
        public var runSeconds: Int
        /// Memory of one jail in MiB; 64 to 65,536.
        public var memoryMiB: Int
    }

    /// Which peers a node accepts, beside those that run its own measured program.
    public struct Trust: Sendable, Equatable, Codable {
        /// The sentence that accepts a software TEE; absent on real hardware.
        public var softwareTEE: String?
        /// The software roots' keys, hexadecimal.
        public var softwareRoots: [String]
        /// The accepted platforms of hardware, each with what is demanded of it, as in a trust file; absent accepts none.
        public var platforms: HardwareDemands?
        /// `strict` or `development`; without it strict, unless the software TEE is accepted.
        public var profile: String?
        /// The auditors whose release manifests say which software peers may run; without them it is the node's own.
        public var auditors: TrustedAuditors?
        /// The accepted machines, such as `software-tee:ab12…`; without them any machine of an accepted platform, or none if strict.
        public var hardware: [String]?
        /// Platforms that hide their machines, and whose entries in `hardware` are what stands for them.
        public var hardwareSubstitutes: [String]?
    }

    /// The largest configuration file, in bytes.
    public static let maximumBytes = 64 << 10

    /// Parses and checks a configuration.
    ///
    /// - Throws: ``ConfigurationError`` with a sentence that names the member.
    public init(json: [UInt8]) throws(ConfigurationError) {
        guard json.count <= Self.maximumBytes else { throw ConfigurationError("the file is longer than \(Self.maximumBytes) bytes") }
        let decoded: Self
        do {
            decoded = try JSONDecoder().decode(Self.self, from: Data(json))
        } catch {
            throw ConfigurationError(Self.explanation(of: error))
        }
        guard !JSONNames.repeat(in: json) else { throw ConfigurationError("an object names a member twice, or escapes a name") }
        try Self.refuseUnknownMembers(of: json, knowing: decoded)
        self = decoded
        try check()
    }

    private func check() throws(ConfigurationError) {
        guard version == 1 else { throw ConfigurationError("version must be 1, not \(version)") }
        let originCharacters = Set("abcdefghijklmnopqrstuvwxyz0123456789._-/:".utf8)
        guard (1...128).contains(origin.utf8.count), origin.utf8.allSatisfy(originCharacters.contains) else {
            throw ConfigurationError("origin must be 1 to 128 of a-z 0-9 . _ - / :")
        }
        guard admins.allSatisfy({ [UInt8](hex: $0)?.count == 65 }) else {
            throw ConfigurationError("admins must list signing keys of 65 bytes in hexadecimal, as `cloister init` prints them")
        }
        guard (0...65535).contains(listen.port) else { throw ConfigurationError("listen.port must be 0 to 65535") }
        guard (1...64).contains(execution.capacity) else { throw ConfigurationError("execution.capacity must be 1 to 64") }
        guard (1...64).contains(execution.warmJails) else { throw ConfigurationError("execution.warmJails must be 1 to 64") }
        guard (1...3600).contains(execution.runSeconds) else { throw ConfigurationError("execution.runSeconds must be 1 to 3600") }
        guard (64...65536).contains(execution.memoryMiB) else { throw ConfigurationError("execution.memoryMiB must be 64 to 65536") }
        if let problem = storage?.problem { throw ConfigurationError(problem) }
        _ = try recovery?.set()
        let policy = try witnesses?.policy() ?? .off
        let profile: TrustProfile
        do { profile = try NodeTrust(trust).profile } catch { throw ConfigurationError("trust: \(error)") }
        // Agreements limit runs, and without a quorum an older copy of the ledger forgets how many there were.
        guard profile == .development || policy.mode == .quorum else {
            throw ConfigurationError("the profile is strict, and that needs a quorum of witnesses (witnesses.mode)")
        }
        for path in [state, measurer, execution.jail, execution.onnxRuntime] where !path.hasPrefix("/") {
            throw ConfigurationError("paths must be absolute, and “\(path)” is not")
        }
    }

    /// Compares the members present in the file with those that the decoded value writes back.
    private static func refuseUnknownMembers(of json: [UInt8], knowing decoded: Self) throws(ConfigurationError) {
        let given: JSONValue
        let known: JSONValue
        do {
            given = try JSONDecoder().decode(JSONValue.self, from: Data(json))
            known = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(decoded))
        } catch {
            throw ConfigurationError(explanation(of: error))
        }
        if let member = given.firstMember(missingFrom: known, path: "") {
            throw ConfigurationError("“\(member)” is not a member that Cloister knows")
        }
    }

    private static func explanation(of error: any Error) -> String {
        if let error = error as? AttestationError { return "trust: \(error.message)" }
        return switch error as? DecodingError {
        case .keyNotFound(let key, let context): "“\((context.codingPath + [key]).map(\.stringValue).joined(separator: "."))” is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "“\(context.codingPath.map(\.stringValue).joined(separator: "."))” has the wrong type"
        default: "it is not JSON"
        }
    }
}

/// Why a configuration was refused.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// One sentence for the operator.
    public let description: String

    init(_ reason: String) { description = "the configuration is refused: \(reason)" }
}
