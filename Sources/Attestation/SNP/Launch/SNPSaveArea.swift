/// The registers with which a virtual processor starts: one page. AMD64 Architecture Programmer's Manual volume 2, table B-4, "VMSA Layout".
struct SNPSaveArea {
    /// Where the first processor starts: the architecture's reset vector.
    static let resetVector: UInt32 = 0xffff_fff0

    private var page = [UInt8](repeating: 0, count: SNPLaunchDigest.pageLength)
    /// The page.
    var bytes: [UInt8] { page }

    private mutating func put(_ offset: Int, _ value: UInt64, _ count: Int = 8) {
        for index in 0..<count { page[offset + index] = UInt8(truncatingIfNeeded: value >> (index * 8)) }
    }

    private mutating func segment(_ offset: Int, selector: UInt64 = 0, _ attributes: UInt64, base: UInt64 = 0) {
        put(offset, selector, 2)
        put(offset + 2, attributes, 2)
        put(offset + 4, 0xffff, 4)
        put(offset + 8, base)
    }

    /// The state that a virtual machine monitor gives a processor that starts at `address`.
    init(startingAt address: UInt32, features: UInt64, processor: UInt32, monitor: SNPLaunch.Monitor) {
        let isEC2 = monitor == .ec2
        for offset in [0x00, 0x30, 0x40, 0x50] { segment(offset, 0x93) }
        segment(0x10, selector: 0xf000, isEC2 && address == Self.resetVector ? 0x9a : 0x9b, base: UInt64(address & 0xffff_0000))
        segment(0x20, isEC2 ? 0x92 : 0x93)
        segment(0x60, 0)
        segment(0x70, 0x82)
        segment(0x80, 0)
        segment(0x90, isEC2 ? 0x83 : 0x8b)
        put(0x0d0, 0x1000)  // EFER: SVME
        put(0x148, 0x40)  // CR4: MCE
        put(0x158, 0x10)  // CR0: ET
        put(0x160, 0x400)  // DR7
        put(0x168, 0xffff_0ff0)  // DR6
        put(0x170, 2)  // RFLAGS
        put(0x178, UInt64(address & 0xffff))  // RIP
        put(0x268, monitor == .gce ? 0x0007_0106 : 0x0007_0406_0007_0406)  // PAT
        put(0x310, monitor == .qemu ? UInt64(processor) : 0x600)  // RDX
        put(0x3b0, features)  // SEV_FEATURES
        put(0x3e8, 1)  // XCR0
        if monitor == .qemu {
            put(0x408, 0x1f80, 4)  // MXCSR
            put(0x410, 0x37f, 2)  // FCW
        }
    }
}
