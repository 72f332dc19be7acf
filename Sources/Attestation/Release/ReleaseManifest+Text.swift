import Wire

extension ReleaseManifest {
    static let format = "cloister/release-manifest/v1"

    /// Reads the text form, which has one spelling (docs/spec/releases.md).
    public init(text: String) throws(ReleaseRefusal) {
        var lines = try ReleaseLines(text, atMost: Self.maximumBytes, of: "the manifest")
        try lines.exactly(Self.format)
        let origin = String(try lines.value(of: "origin"))
        let set = try lines.number("set")
        let sequence = try lines.number("sequence")
        let previous = try lines.digest("previous")
        let notBefore = try lines.number("not-before")
        let notAfter = try lines.number("not-after")
        let version = try lines.number("minimum-security-version")
        let control = try Self.role("control", &lines)
        let executor = try Self.role("executor", &lines)
        let revoked = try Self.measurements("revoked", &lines)
        try lines.finish()
        guard let set = UInt32(exactly: set), let version = UInt32(exactly: version) else {
            throw lines.refusal("has a number that is too large")
        }
        try self.init(
            origin: origin, set: set, sequence: sequence, previous: previous, notBefore: notBefore, notAfter: notAfter,
            minimumSecurityVersion: version, control: control, executor: executor, revoked: revoked)
    }

    /// The text that is signed; its digest names the manifest.
    public var text: String {
        """
        \(Self.format)
        origin \(origin)
        set \(set)
        sequence \(sequence)
        previous \(previous.hex)
        not-before \(notBefore)
        not-after \(notAfter)
        minimum-security-version \(minimumSecurityVersion)

        """ + Self.lines("control", control) + Self.lines("executor", executor) + Self.lines("revoked", revoked.map(\.description))
    }

    /// SHA-256 of the text.
    public var digest: [UInt8] { ReleaseText.digest(text) }

    /// The manifest's place in the chain.
    public var head: ReleaseHead { ReleaseHead(naming: self) }

    private static func lines(_ name: String, _ role: RoleRelease) -> String {
        lines(name, role.measurements.map(\.description)) + lines("\(name)-configuration", role.configurations.map(\.hex))
    }

    private static func lines(_ name: String, _ values: [String]) -> String {
        values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "\(name) \($0)\n" }.joined()
    }

    private static func role(_ name: String, _ lines: inout ReleaseLines) throws(ReleaseRefusal) -> RoleRelease {
        let measurements = try measurements(name, &lines)
        var configurations: Set<[UInt8]> = []
        for value in try lines.values(of: "\(name)-configuration", atMost: maximumEntries) {
            configurations.insert(try lines.digest(in: value, of: "\(name)-configuration"))
        }
        return RoleRelease(measurements: measurements, configurations: configurations)
    }

    private static func measurements(_ name: String, _ lines: inout ReleaseLines) throws(ReleaseRefusal) -> Set<Measurement> {
        var measurements: Set<Measurement> = []
        for value in try lines.values(of: name, atMost: maximumEntries) {
            guard let measurement = Measurement(value) else { throw lines.refusal("has something else than a measurement for “\(name)”") }
            measurements.insert(measurement)
        }
        return measurements
    }
}

extension ReleaseHead {
    init(naming manifest: ReleaseManifest) {
        set = manifest.set
        sequence = manifest.sequence
        digest = manifest.digest
    }
}
