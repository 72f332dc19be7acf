public import Wire

/// What a ledger is set up with, once: its first event.
public struct Configuration: Hashable, Sendable, WireCodable {
    /// The most keys that it names.
    public static let maximumAdminKeys = 64
    /// The most jail profiles that it names.
    public static let maximumJailProfiles = 64

    /// Names the ledger; 1 to 128 of `a-z 0-9 . _ - / :`.
    public var ledgerOrigin: String
    /// P-256 keys (X9.63, 65 bytes) whose parties may have the roles admin and auditor.
    public var adminKeys: Set<[UInt8]>
    /// Whether any key may register itself; otherwise administrators submit registrations.
    public var isRegistrationOpen: Bool
    /// The jail profiles that executors know.
    public var jailProfiles: Set<String>
    /// How the ledger is witnessed (`off`, `async`, `2-of-3` …).
    public var witnessPolicy: String
    /// Bounds of everything that grows.
    public var limits: Limits

    /// A configuration of these parts.
    public init(
        ledgerOrigin: String, adminKeys: Set<[UInt8]>, isRegistrationOpen: Bool, jailProfiles: Set<String>, witnessPolicy: String,
        limits: Limits = Limits()
    ) {
        (self.ledgerOrigin, self.adminKeys, self.isRegistrationOpen) = (ledgerOrigin, adminKeys, isRegistrationOpen)
        (self.jailProfiles, self.witnessPolicy, self.limits) = (jailProfiles, witnessPolicy, limits)
    }

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        ledgerOrigin = try reader.origin()
        let keys = try reader.ascending(atMost: Self.maximumAdminKeys, by: { $0.hex }) { reader throws(WireError) in
            try reader.fixed(SigningKey.publicKeyBytes)
        }
        adminKeys = Set(keys)
        isRegistrationOpen = try reader.bool()
        let profiles = try reader.ascending(atMost: Self.maximumJailProfiles, by: { $0 }) { reader throws(WireError) in
            try reader.identifier()
        }
        jailProfiles = Set(profiles)
        witnessPolicy = try reader.identifier()
        limits = try reader.value()
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.string(ledgerOrigin)
        writer.array(adminKeys.sorted { $0.hex < $1.hex }) { $0.fixed($1) }
        writer.bool(isRegistrationOpen)
        writer.array(jailProfiles.sorted()) { $0.string($1) }
        writer.string(witnessPolicy)
        writer.value(limits)
    }

    var isValid: Bool {
        guard adminKeys.allSatisfy(SigningKey.isValidPublicKey), limits.isValid, !jailProfiles.isEmpty else { return false }
        return (try? Configuration(wireBytes: wireBytes)) == self
    }
}
