import Crypto

/// The table of hashes by which firmware recognises the kernel, its initial disk and its command line. QEMU, target/i386/sev.c, "SevHashTable".
package struct KernelHashes: Hashable, Sendable {
    private static let table = FirmwareTable.guid("9438d606", "4f22", "4cc9", "b479a793d411fd21")
    private static let kernel = FirmwareTable.guid("4de79437", "abd2", "427f", "b835d5b172d2045b")
    private static let disk = FirmwareTable.guid("44baf731", "3a2f", "4bd7", "9af141e29169781d")
    private static let line = FirmwareTable.guid("97d02dd8", "bd20", "4c94", "aa78e7714d36ab2a")
    /// Three entries of 50 bytes, a head of 18, and zeros up to a multiple of 16.
    static let length = 176

    private let hashes: (line: [UInt8], disk: [UInt8], kernel: [UInt8])

    /// The hashes of a kernel, its initial disk (empty for none) and its command line, to which a zero byte is added.
    package init(kernel: [UInt8], initialDisk: [UInt8], commandLine: [UInt8]) {
        hashes = (
            Array(SHA256.hash(data: commandLine + [0])), Array(SHA256.hash(data: initialDisk)), Array(SHA256.hash(data: kernel))
        )
    }

    /// One page with the table at an offset; nil where it does not fit.
    func page(at offset: Int) -> [UInt8]? {
        guard offset >= 0, offset <= SNPLaunchDigest.pageLength - Self.length else { return nil }
        func entry(_ identifier: [UInt8], _ hash: [UInt8]) -> [UInt8] { identifier + [50, 0] + hash }
        let entries = entry(Self.line, hashes.line) + entry(Self.disk, hashes.disk) + entry(Self.kernel, hashes.kernel)
        let front = [UInt8](repeating: 0, count: offset) + Self.table + [18 + 150, 0] + entries
        return front + [UInt8](repeating: 0, count: SNPLaunchDigest.pageLength - front.count)
    }

    package static func == (left: KernelHashes, right: KernelHashes) -> Bool { left.hashes == right.hashes }
    package func hash(into hasher: inout Hasher) { hasher.combine(hashes.kernel) }
}
