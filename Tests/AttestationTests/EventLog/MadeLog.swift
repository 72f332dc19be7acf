@testable import Attestation

/// A boot event log made up event by event.
enum MadeLog {
    static func little(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }

    /// The header of the crypto-agile form; banks by identifier and length.
    static func header(_ banks: [(UInt16, UInt16)] = [(0x0b, 32)], count: UInt32? = nil) -> [UInt8] {
        var data = Array("Spec ID Event03".utf8) + [0] + [0, 0, 0, 0, 0, 2, 0, 2] + little(count ?? UInt32(banks.count))
        for (id, length) in banks { data += [UInt8(id & 0xff), UInt8(id >> 8), UInt8(length & 0xff), UInt8(length >> 8)] }
        data += [0]
        return little(0) + little(3) + Samples.bytes(0, 20) + little(UInt32(data.count)) + data
    }

    /// An event of one SHA-256 digest, all of one byte.
    static func event(_ register: UInt32, _ type: UInt32, _ digest: UInt8, _ data: [UInt8] = [1, 2, 3]) -> [UInt8] {
        event(register, type, digests: [(0x0b, Samples.bytes(digest, 32))], data)
    }

    /// An event of these digests.
    static func event(_ register: UInt32, _ type: UInt32, digests: [(UInt16, [UInt8])], _ data: [UInt8] = [1, 2, 3]) -> [UInt8] {
        little(register) + little(type) + little(UInt32(digests.count))
            + digests.flatMap { [UInt8($0.0 & 0xff), UInt8($0.0 >> 8)] + $0.1 } + little(UInt32(data.count)) + data
    }

    /// An event of the older form.
    static func older(_ register: UInt32, _ type: UInt32, _ digest: UInt8, _ data: [UInt8] = [7]) -> [UInt8] {
        little(register) + little(type) + Samples.bytes(digest, 20) + little(UInt32(data.count)) + data
    }
}
