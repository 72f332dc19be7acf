/// The security versions of a machine's parts: 8 bytes, one number a part. They are compared one by one, never as one integer.
///
/// ABI specification, table 3, "TCB_VERSION"; AMD VCEK Certificate and KDS Interface Specification (57230), table 10.
package struct SNPTCBVersion: Hashable, Sendable, CustomStringConvertible {
    /// Where the parts are.
    package enum Layout: Hashable, Sendable {
        /// Family 19h: boot loader, TEE, 4 reserved, SNP, microcode.
        case milan
        /// Family 1Ah: FMC, boot loader, TEE, SNP, 3 reserved, microcode.
        case turin
    }

    package let layout: Layout
    /// The first mutable code; nil in the older layout.
    package let fmc: UInt8?
    package let bootLoader: UInt8
    /// The operating system of the security processor.
    package let tee: UInt8
    package let snp: UInt8
    package let microcode: UInt8
    /// Zero on every machine that is known.
    package let reserved: [UInt8]

    package init(layout: Layout, fmc: UInt8?, bootLoader: UInt8, tee: UInt8, snp: UInt8, microcode: UInt8, reserved: [UInt8]) {
        self.layout = layout
        self.fmc = fmc
        self.bootLoader = bootLoader
        self.tee = tee
        self.snp = snp
        self.microcode = microcode
        self.reserved = reserved
    }

    /// The parts of 8 bytes as a report has them; nil for another length.
    package init?(_ bytes: [UInt8], layout: Layout) {
        guard bytes.count == 8 else { return nil }
        switch layout {
        case .milan:
            self.init(
                layout: layout, fmc: nil, bootLoader: bytes[0], tee: bytes[1], snp: bytes[6], microcode: bytes[7],
                reserved: Array(bytes[2..<6]))
        case .turin:
            self.init(
                layout: layout, fmc: bytes[0], bootLoader: bytes[1], tee: bytes[2], snp: bytes[3], microcode: bytes[7],
                reserved: Array(bytes[4..<7]))
        }
    }

    /// Whether every part is at least the other's. False across layouts.
    package func isAtLeast(_ other: SNPTCBVersion) -> Bool {
        layout == other.layout && fmc ?? 0 >= other.fmc ?? 0 && bootLoader >= other.bootLoader && tee >= other.tee && snp >= other.snp
            && microcode >= other.microcode && zip(reserved, other.reserved).allSatisfy { $0 >= $1 }
    }

    /// `bl 4 tee 0 snp 24 ucode 219`, on Turin with `fmc` in front.
    package var description: String {
        (fmc.map { "fmc \($0) " } ?? "") + "bl \(bootLoader) tee \(tee) snp \(snp) ucode \(microcode)"
    }
}
