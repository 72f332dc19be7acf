#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Wire

/// Whom a party or a node trusts: platforms with their roots, and the software of each role. Kept as a JSON document
/// (docs/spec/appraisal.md).
public struct TrustFile: Sendable, Equatable {
    /// The longest document.
    public static let maximumLength = 65_536
    /// The most entries in any of its lists.
    public static let maximumEntries = 256
    /// The sentence without which a software TEE is not accepted.
    public static let softwareAcknowledgement = "I accept that a software TEE protects nothing"

    /// What is accepted of one role.
    public struct RoleTrust: Sendable, Equatable {
        /// The accepted software; none if empty.
        public var measurements: [Measurement]
        /// SHA-256 digests of the accepted configurations; nil leaves the configuration open.
        public var configurations: [[UInt8]]?

        /// Whether the auditors' release manifest decides instead of `measurements`, which are then empty.
        public var followsAuditors: Bool

        /// Trust in software, and optionally in configurations.
        public init(measurements: [Measurement] = [], configurations: [[UInt8]]? = nil, followsAuditors: Bool = false) {
            self.measurements = measurements
            self.configurations = configurations
            self.followsAuditors = followsAuditors
        }
    }

    /// The software TEE's roots; nil refuses the platform.
    public private(set) var softwareRoots: TrustRoots?
    /// The accepted platforms of hardware, as the file writes its demands on them.
    var hardwarePlatforms: [Platform: PlatformPolicyDocument]
    /// The profile that the file names; nil leaves it to `profile`.
    public internal(set) var namedProfile: TrustProfile?
    /// The auditors whose release manifests roles may follow; nil for none.
    public var auditors: AuditorSet?
    /// What is accepted as control.
    public var control: RoleTrust
    /// What is accepted as executor.
    public var executor: RoleTrust
    /// The accepted machines; nil accepts any machine of an accepted platform.
    public var hardware: [HardwareID]?
    /// Platforms that hide their machines, and whose entries in `hardware` are what stands for them.
    public var hardwareSubstitutes: Set<Platform>
    /// The lowest accepted security version.
    public var minimumSecurityVersion: UInt32

    /// A file that trusts nobody.
    public init() {
        control = RoleTrust()
        executor = RoleTrust()
        hardwarePlatforms = [:]
        hardwareSubstitutes = []
        minimumSecurityVersion = 0
    }

    /// Accepts software TEEs under these roots. `acknowledging` must be `softwareAcknowledgement` to the letter.
    public mutating func unsafeAcceptSoftwareTEE(roots: [[UInt8]], acknowledging sentence: String) throws(AttestationError) {
        guard sentence == Self.softwareAcknowledgement else {
            throw AttestationError(
                .invalidTrust,
                "the software TEE is accepted only with \"acknowledge\": \"\(Self.softwareAcknowledgement)\" in the trust file")
        }
        softwareRoots = try TrustRoots(platform: .softwareTEE, keys: roots)
    }

    /// Accepts a platform of hardware under its vendor's roots, with the demands of the file's profile.
    public mutating func accept(_ platform: Platform) throws(AttestationError) {
        guard EvidencePolicy.verifiedPlatforms.contains(platform) else {
            throw AttestationError(.invalidTrust, "\(platform) is no platform of hardware that this version verifies")
        }
        hardwarePlatforms[platform] = hardwarePlatforms[platform] ?? PlatformPolicyDocument()
    }

    /// Adds software to what is accepted of a role, unless it is there already.
    public mutating func pin(_ measurement: Measurement, as role: NodeRole) {
        switch role {
        case .control: if !control.measurements.contains(measurement) { control.measurements.append(measurement) }
        case .executor: if !executor.measurements.contains(measurement) { executor.measurements.append(measurement) }
        }
    }

    /// Reads a document; throws `invalidTrust` with a sentence that names the place for anything that is not exactly of the form.
    public init(json: [UInt8]) throws(AttestationError) {
        let document: TrustDocument = try StrictDocument.read(json, as: "the trust file", atMost: Self.maximumLength)
        self = try document.trust()
    }

    /// The document, for people to read and edit.
    public func encoded() throws(AttestationError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(TrustDocument(self))) + [UInt8(ascii: "\n")]
        } catch {
            throw AttestationError(.invalidTrust, "the trust file cannot be written as JSON")
        }
    }
}
