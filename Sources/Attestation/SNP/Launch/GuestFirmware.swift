import Wire

/// A guest's firmware image (OVMF) with the tables that say how it is launched.
///
/// EDK II, OvmfPkg/ResetVector/Ia16/ResetVectorVtf0.asm (the table that ends 32 bytes before the image does) and X64/OvmfSevMetadata.asm.
package struct GuestFirmware: Hashable, Sendable {
    /// The longest image.
    package static let maximumLength = 64 << 20
    private static let maximumSections = 64
    /// The most that sections may cover altogether.
    private static let maximumSectionBytes = 1 << 30

    /// A range that the launch fills.
    struct Section: Hashable, Sendable {
        enum Kind: UInt32, Sendable {
            case memory = 1
            case secrets = 2
            case processorInformation = 3
            case callingArea = 4
            case kernelHashes = 0x10
        }
        let address: UInt32
        let length: Int
        let kind: Kind
    }

    /// The image, whole pages.
    package let bytes: [UInt8]
    let sections: [Section]
    /// Where further processors start; nil where the image does not say.
    let resetAddress: UInt32?
    /// Where the table of kernel hashes goes; nil where the image has no place for it.
    let hashTableAddress: UInt32?

    /// Where it is mapped: it ends at 4 GiB.
    var address: UInt64 { 1 << 32 - UInt64(bytes.count) }

    /// Reads an image; throws `malformed` for one without whole pages or with tables out of bounds.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        guard !bytes.isEmpty, bytes.count <= Self.maximumLength, bytes.count.isMultiple(of: SNPLaunchDigest.pageLength) else {
            throw AttestationError(.malformed, "firmware is whole pages, at most \(Self.maximumLength) bytes")
        }
        self.bytes = bytes
        do throws(WireError) {
            let table = try FirmwareTable(bytes)
            resetAddress = try table.number(FirmwareTable.resetBlock)
            hashTableAddress = try table.number(FirmwareTable.hashTable)
            sections =
                try table.number(FirmwareTable.metadata).map { distance throws(WireError) in try Self.sections(bytes, distance) } ?? []
        } catch {
            throw AttestationError(.malformed, "the firmware's tables cannot be read: \(error)")
        }
    }

    private static func sections(_ bytes: [UInt8], _ distance: UInt32) throws(WireError) -> [Section] {
        guard distance <= bytes.count else { throw .truncated }
        var reader = ByteReader(bytes[(bytes.count - Int(distance))...])
        guard try reader.fixed(4) == Array("ASEV".utf8) else { throw .invalid("no launch metadata where it should be") }
        _ = try reader.littleEndian(UInt32.self)
        guard try reader.littleEndian(UInt32.self) == 1 else { throw .invalid("launch metadata of an unknown version") }
        let count = Int(try reader.littleEndian(UInt32.self))
        guard count <= maximumSections else { throw .tooLong(limit: maximumSections) }
        var sections: [Section] = []
        var total = 0
        for _ in 0..<count {
            let (address, length): (UInt32, UInt32) = (try reader.littleEndian(), try reader.littleEndian())
            guard let kind = Section.Kind(rawValue: try reader.littleEndian()) else { throw .invalid("an unknown kind of section") }
            total += Int(length)
            guard total <= maximumSectionBytes, length.isMultiple(of: 4096), length > 0 else {
                throw .invalid("a section of another length")
            }
            sections.append(Section(address: address, length: Int(length), kind: kind))
        }
        return sections
    }
}
