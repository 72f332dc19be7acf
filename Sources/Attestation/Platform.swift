public import Wire

/// A kind of trusted execution environment. Open: a number that this version does not know is carried, and never trusted.
public struct Platform: Hashable, Sendable, WireCodable, CustomStringConvertible {
    /// The platform's number in every encoding.
    public let rawValue: UInt16

    init(rawValue: UInt16) { self.rawValue = rawValue }

    /// A process that signs for another on the same machine. For development; it protects nothing.
    public static let softwareTEE = Platform(rawValue: 1)
    /// Intel Software Guard Extensions.
    public static let sgx = Platform(rawValue: 2)
    /// Intel Trust Domain Extensions.
    public static let tdx = Platform(rawValue: 3)
    /// AMD Secure Encrypted Virtualization with Secure Nested Paging.
    public static let sevSNP = Platform(rawValue: 4)
    /// AWS Nitro Enclaves.
    public static let nitro = Platform(rawValue: 5)
    /// AMD SEV-SNP under Azure's paravisor.
    public static let azureSNP = Platform(rawValue: 6)
    /// Intel TDX under Azure's paravisor.
    public static let azureTDX = Platform(rawValue: 7)
    /// TPM 2.0 measured boot: integrity, not confidentiality.
    public static let tpm = Platform(rawValue: 8)

    private static let names: [Platform: String] = [
        .softwareTEE: "software-tee", .sgx: "sgx", .tdx: "tdx", .sevSNP: "sev-snp", .nitro: "nitro",
        .azureSNP: "azure-snp", .azureTDX: "azure-tdx", .tpm: "tpm",
    ]

    /// The platform of a name such as `sev-snp`; nil for a name that this version does not know.
    public init?(name: some StringProtocol) {
        guard let platform = Self.names.first(where: { $0.value == name })?.key else { return nil }
        self = platform
    }

    /// Whether the platform keeps memory from the machine's operator; false for every platform that this version does not know.
    public var confidentialMemory: Bool {
        switch self {
        case .sgx, .tdx, .sevSNP, .nitro, .azureSNP, .azureTDX: true
        default: false
        }
    }

    /// Whether evidence does not say which machine it is of. Its hardware id is then what stands for it: the instance's name.
    public var hidesHardwareID: Bool { self == .nitro }

    /// Whether evidence of the platform always or sometimes hides which machine it is of: Nitro, and SEV-SNP with a provider's key.
    public var mayHideHardwareID: Bool { hidesHardwareID || self == .sevSNP || self == .azureSNP }

    /// Whether there is no hardware behind the platform at all.
    public var isSimulation: Bool { self == .softwareTEE }

    /// The platform's name, or `platform-` and its number.
    public var description: String { Self.names[self] ?? "platform-\(rawValue)" }

    public func encode(into writer: inout ByteWriter) { writer.u16(rawValue) }

    public init(from reader: inout ByteReader) throws(WireError) { rawValue = try reader.u16() }
}
