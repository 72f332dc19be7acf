@testable import Attestation

/// A firmware image of four pages with the tables of OVMF, and nothing in it that could run.
struct MadeFirmware {
    var sections: [(address: UInt32, length: UInt32, kind: UInt32)] = [
        (0x80_0000, 0x9000, 1), (0x80_d000, 0x1000, 2), (0x80_e000, 0x1000, 3), (0x80_f000, 0x1000, 0x10), (0x81_0000, 0x3000, 1),
    ]
    var resetAddress: UInt32? = 0x0080_b004
    var hashTableAddress: UInt32? = 0x0080_fc00
    var pages = 4

    static func little(_ value: UInt32, _ count: Int = 4) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }

    var bytes: [UInt8] {
        var image = (0..<pages * 4096).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
        let metadata =
            Array("ASEV".utf8) + Self.little(UInt32(16 + sections.count * 12)) + Self.little(1) + Self.little(UInt32(sections.count))
            + sections.flatMap { Self.little($0.address) + Self.little($0.length) + Self.little($0.kind) }
        let distance = 2048
        image.replaceSubrange(image.count - distance..<image.count - distance + metadata.count, with: metadata)
        func entry(_ data: [UInt8], _ identifier: [UInt8]) -> [UInt8] { data + Self.little(UInt32(data.count + 18), 2) + identifier }
        var table = entry(Self.little(UInt32(distance)), FirmwareTable.metadata)
        if let resetAddress { table += entry(Self.little(resetAddress), FirmwareTable.resetBlock) }
        if let hashTableAddress { table += entry(Self.little(hashTableAddress) + Self.little(0x400), FirmwareTable.hashTable) }
        table += Self.little(UInt32(table.count + 18), 2) + FirmwareTable.footer
        image.replaceSubrange(image.count - 32 - table.count..<image.count - 32, with: table)
        return image
    }
}
