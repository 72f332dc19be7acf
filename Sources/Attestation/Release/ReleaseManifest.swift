/// Which software of each role is good, for at most seven days: what auditors sign.
public struct ReleaseManifest: Hashable, Sendable {
    /// The longest text, in bytes.
    public static let maximumBytes = 48 << 10
    /// The most entries in any of its lists.
    public static let maximumEntries = 256
    /// The longest time that a manifest may be valid, in seconds: seven days.
    public static let maximumLifetime: UInt64 = 7 * 86_400

    /// What is accepted of one role.
    public struct RoleRelease: Hashable, Sendable {
        /// The accepted software; none if empty.
        public var measurements: Set<Measurement>
        /// SHA-256 digests of the accepted configurations; empty accepts any.
        public var configurations: Set<[UInt8]>

        /// Software, and configurations if only some are good.
        public init(measurements: Set<Measurement> = [], configurations: Set<[UInt8]> = []) {
            self.measurements = measurements
            self.configurations = configurations
        }
    }

    /// The chain of releases.
    public let origin: String
    /// The version of the auditor set that signs.
    public let set: UInt32
    /// The manifest's number under that set; the first is 1.
    public let sequence: UInt64
    /// The digest of the manifest before; of the auditor set's text for the first.
    public let previous: [UInt8]
    /// The first second at which it is valid, since 1970.
    public let notBefore: UInt64
    /// The first second at which it is no longer valid.
    public let notAfter: UInt64
    /// The lowest accepted security version.
    public let minimumSecurityVersion: UInt32
    /// What is accepted as control.
    public let control: RoleRelease
    /// What is accepted as executor.
    public let executor: RoleRelease
    /// Software that is accepted nowhere any more, also where it is pinned.
    public let revoked: Set<Measurement>

    /// A manifest; throws `malformed` for values that none can have. Whether it may live so long is for the verifier to say.
    public init(
        origin: String, set: UInt32, sequence: UInt64, previous: [UInt8], notBefore: UInt64, notAfter: UInt64,
        minimumSecurityVersion: UInt32 = 0, control: RoleRelease, executor: RoleRelease, revoked: Set<Measurement> = []
    ) throws(ReleaseRefusal) {
        guard ReleaseText.isName(origin) else {
            throw ReleaseRefusal(.malformed, "an origin of releases is 1 to 128 printable ASCII characters without spaces and +")
        }
        guard set >= 1, sequence >= 1 else { throw ReleaseRefusal(.malformed, "sets and manifests are numbered from 1") }
        guard previous.count == 32 else { throw ReleaseRefusal(.malformed, "a manifest names the one before by 32 bytes") }
        guard notBefore < notAfter else { throw ReleaseRefusal(.malformed, "the manifest ends before it begins") }
        let accepted = control.measurements.union(executor.measurements)
        guard accepted.union(revoked).allSatisfy({ !$0.isZero }) else {
            throw ReleaseRefusal(.malformed, "the manifest has a measurement of zeros")
        }
        guard accepted.isDisjoint(with: revoked) else {
            throw ReleaseRefusal(.malformed, "the manifest accepts and revokes the same software")
        }
        for role in [control, executor] {
            guard role.measurements.count <= Self.maximumEntries, role.configurations.count <= Self.maximumEntries,
                role.configurations.allSatisfy({ $0.count == 32 })
            else { throw ReleaseRefusal(.malformed, "the manifest has more than \(Self.maximumEntries) entries, or one that is no digest") }
        }
        guard revoked.count <= Self.maximumEntries else {
            throw ReleaseRefusal(.malformed, "the manifest revokes more than \(Self.maximumEntries) measurements")
        }
        self.origin = origin
        self.set = set
        self.sequence = sequence
        self.previous = previous
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.minimumSecurityVersion = minimumSecurityVersion
        self.control = control
        self.executor = executor
        self.revoked = revoked
        guard text.utf8.count <= Self.maximumBytes else {
            throw ReleaseRefusal(.malformed, "the manifest is longer than \(Self.maximumBytes) bytes")
        }
    }

    /// What is accepted of a role.
    public func release(of role: NodeRole) -> RoleRelease {
        switch role {
        case .control: control
        case .executor: executor
        }
    }
}
