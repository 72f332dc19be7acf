import Wire

/// A boot event log: TCG's crypto-agile form, its older form with SHA-1 alone, or the same as confidential computing keeps it (CCEL).
///
/// TCG PC Client Platform Firmware Profile 1.06, 10.2; UEFI 2.10, 38.4 (confidential computing event log). Little-endian.
package struct BootEventLog: Hashable, Sendable {
    /// The longest log.
    package static let maximumLength = 1 << 20
    /// The most events of one log.
    static let maximumEvents = 8192
    private static let maximumAlgorithms = 8
    private static let agileSignature = Array("Spec ID Event03".utf8) + [0]

    /// The banks that the log has digests of; SHA-1 alone in the older form.
    package let algorithms: [TPMHash]
    /// The events in order, the header's own left out.
    package let events: [BootEvent]

    /// Reads a log; zeros or ones may fill the rest of its area. Throws `malformed`.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        guard bytes.count <= Self.maximumLength else {
            throw AttestationError(refusing: .malformed, "the event log is longer than \(Self.maximumLength) bytes")
        }
        do throws(WireError) { self = try BootEventLog(reading: bytes) } catch {
            throw AttestationError(refusing: .malformed, "the event log is not well-formed: \(error)")
        }
    }

    private init(reading bytes: [UInt8]) throws(WireError) {
        // Where padding begins can only be told from the end: an event that is all of one filler byte has no sense.
        let end = Self.endOfEvents(in: bytes)
        var reader = ByteReader(bytes)
        let first = try Self.olderEvent(from: &reader)
        var events: [BootEvent] = []
        if first.type == BootEvent.noAction, first.data.starts(with: Self.agileSignature) {
            let header = try Self.header(first.data)
            algorithms = header.compactMap(\.hash)
            while bytes.count - reader.remaining < end {
                guard events.count < Self.maximumEvents else { throw .tooLong(limit: Self.maximumEvents) }
                events.append(try Self.event(from: &reader, algorithms: header))
            }
        } else {
            algorithms = [.sha1]
            events.append(first)
            while bytes.count - reader.remaining < end {
                guard events.count < Self.maximumEvents else { throw .tooLong(limit: Self.maximumEvents) }
                events.append(try Self.olderEvent(from: &reader))
            }
        }
        try Self.checkFiller(&reader)
        self.events = events
    }

    /// One past the last byte that is no filler.
    private static func endOfEvents(in bytes: [UInt8]) -> Int {
        guard let last = bytes.last, last == 0 || last == 0xff else { return bytes.count }
        return bytes.lastIndex { $0 != last }.map { $0 + 1 } ?? 0
    }

    private static func checkFiller(_ reader: inout ByteReader) throws(WireError) {
        let rest = try reader.fixed(reader.remaining)
        guard rest.allSatisfy({ $0 == 0 }) || rest.allSatisfy({ $0 == 0xff }) else { throw .trailingBytes(rest.count) }
    }

    /// TCG_PCClientPCREvent: register, kind, SHA-1 digest, data.
    private static func olderEvent(from reader: inout ByteReader) throws(WireError) -> BootEvent {
        let register: UInt32 = try reader.littleEndian()
        let type: UInt32 = try reader.littleEndian()
        let digest = try reader.fixed(TPMHash.sha1.length)
        return BootEvent(register: register, type: type, digests: [.sha1: digest], data: try data(from: &reader))
    }

    /// TCG_PCR_EVENT2: register, kind, a digest per bank, data.
    private static func event(
        from reader: inout ByteReader, algorithms: [(id: UInt16, length: Int, hash: TPMHash?)]
    ) throws(WireError) -> BootEvent {
        let register: UInt32 = try reader.littleEndian()
        let type: UInt32 = try reader.littleEndian()
        let count: UInt32 = try reader.littleEndian()
        guard count == algorithms.count else { throw .invalid("an event with other banks than the header's") }
        var digests: [TPMHash: [UInt8]] = [:]
        var seen: Set<UInt16> = []
        for _ in 0..<count {
            let id: UInt16 = try reader.littleEndian()
            guard let algorithm = algorithms.first(where: { $0.id == id }), seen.insert(id).inserted else {
                throw .invalid("an event with other banks than the header's")
            }
            let digest = try reader.fixed(algorithm.length)
            if let hash = algorithm.hash { digests[hash] = digest }
        }
        return BootEvent(register: register, type: type, digests: digests, data: try data(from: &reader))
    }

    private static func data(from reader: inout ByteReader) throws(WireError) -> [UInt8] {
        let length: UInt32 = try reader.littleEndian()
        guard length <= maximumLength else { throw .tooLong(limit: maximumLength) }
        return try reader.fixed(Int(length))
    }

    /// TCG_EfiSpecIDEvent: the banks with their lengths, which must be the true ones where the bank is known.
    private static func header(_ data: [UInt8]) throws(WireError) -> [(id: UInt16, length: Int, hash: TPMHash?)] {
        var reader = ByteReader(data)
        // Signature, platform class, version and the size of UINTN.
        _ = try reader.fixed(16 + 4 + 4)
        let count: UInt32 = try reader.littleEndian()
        guard 1...UInt32(maximumAlgorithms) ~= count else { throw .tooLong(limit: maximumAlgorithms) }
        var algorithms: [(id: UInt16, length: Int, hash: TPMHash?)] = []
        for _ in 0..<count {
            let id: UInt16 = try reader.littleEndian()
            let length = Int(try reader.littleEndian(UInt16.self))
            let hash = TPMHash(rawValue: id)
            guard length == hash?.length ?? length, 1...64 ~= length, !algorithms.contains(where: { $0.id == id }) else {
                throw .invalid("a bank of a wrong length, or one twice")
            }
            algorithms.append((id, length, hash))
        }
        _ = try reader.fixed(Int(try reader.u8()))
        try reader.finish()
        return algorithms
    }
}
