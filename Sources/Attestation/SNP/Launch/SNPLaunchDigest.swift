import Crypto

/// The running digest over what the firmware puts into a guest before it starts: the MEASUREMENT of its reports, in the end.
///
/// ABI specification, §8.17 "SNP_LAUNCH_UPDATE" with table 67, "PAGE_INFO Structure".
struct SNPLaunchDigest {
    /// PAGE_TYPE.
    enum PageKind: UInt8 {
        case normal = 1
        case saveArea = 2
        case zero = 3
        case unmeasured = 4
        case secrets = 5
        case processorInformation = 6
    }

    static let pageLength = 4096
    /// Where save areas are recorded, as they have no address of their own.
    private static let saveAreaAddress: UInt64 = 0xffff_ffff_f000
    /// Bytes of PAGE_INFO: two digests and 16 bytes.
    private static let infoLength: UInt8 = 0x70

    private(set) var value = [UInt8](repeating: 0, count: 48)

    private mutating func add(_ kind: PageKind, at address: UInt64, _ contents: [UInt8]) {
        var info = value + contents
        // Length, kind, not an initial migration image, no permissions for lower levels, reserved.
        info += [Self.infoLength, 0, kind.rawValue, 0, 0, 0, 0, 0]
        info += (0..<8).map { UInt8(truncatingIfNeeded: address >> ($0 * 8)) }
        value = Array(SHA384.hash(data: info))
    }

    /// Pages with content; what is left of the last is not there, as callers give whole pages.
    mutating func add(pages: ArraySlice<UInt8>, at address: UInt64) {
        for offset in stride(from: 0, to: pages.count, by: Self.pageLength) {
            let start = pages.startIndex + offset
            let page = pages[start..<min(start + Self.pageLength, pages.endIndex)]
            add(.normal, at: address + UInt64(offset), Array(SHA384.hash(data: page)))
        }
    }

    /// Pages whose content is not measured, or is zero.
    mutating func add(_ kind: PageKind, count: Int, at address: UInt64) {
        for index in 0..<count { add(kind, at: address + UInt64(index * Self.pageLength), [UInt8](repeating: 0, count: 48)) }
    }

    /// One virtual processor's registers.
    mutating func add(saveArea page: [UInt8]) { add(.saveArea, at: Self.saveAreaAddress, Array(SHA384.hash(data: page))) }
}
