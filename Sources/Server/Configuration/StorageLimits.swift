/// How far parties may fill the disk that holds the ciphertext and the ledger. All or none of it stands in the file.
public struct StorageLimits: Sendable, Equatable, Codable {
    /// Ciphertext that is kept for one party, in MiB: its assets', its uploads', and that of long outputs of its runs; 1 to 1,048,576.
    public var partyMiB = 16_384
    /// Uploads of one party that are under way or not yet registered as assets; 1 to 1,024.
    public var unregisteredBlobs = 16
    /// Seconds after which ciphertext that nothing refers to is removed; 60 to 604,800.
    public var unregisteredSeconds = 3_600
    /// What uploads leave free on the disk, in MiB; 16 to 1,048,576.
    public var reserveMiB = 512

    /// The defaults.
    public init() {}

    /// The member that is out of its bounds, and they; nil if none is.
    var problem: String? {
        let bounds = [
            ("partyMiB", partyMiB, 1...1_048_576), ("unregisteredBlobs", unregisteredBlobs, 1...1_024),
            ("unregisteredSeconds", unregisteredSeconds, 60...604_800), ("reserveMiB", reserveMiB, 16...1_048_576),
        ]
        return bounds.first { !$0.2.contains($0.1) }.map { "storage.\($0.0) must be \($0.2.lowerBound) to \($0.2.upperBound)" }
    }
}
