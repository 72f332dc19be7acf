import Testing

@testable import Attestation

/// What events say of themselves, and the limits and rules of logs that no other test breaks.
@Suite struct BootEventTests {
    @Test func `[16] Data is what was measured only if it hashes to the digest`() throws {
        let data = Array("hello".utf8)
        let digests: [TPMHash: [UInt8]] = [.sha256: TPMHash.sha256.digest(data)]
        let event = BootEvent(register: 4, type: 0xd, digests: digests, data: data)
        #expect(event.isMeasured(in: .sha256) && !event.isMeasured(in: .sha384))
        #expect(!BootEvent(register: 4, type: 0xd, digests: digests, data: data + [0]).isMeasured(in: .sha256))
    }

    @Test func `Kinds have the profile's names, and unknown ones their number`() {
        func name(_ type: UInt32) -> String { BootEvent(register: 0, type: type, digests: [:], data: []).typeName }
        #expect(name(4) == "EV_SEPARATOR" && name(0x8000_0003) == "EV_EFI_BOOT_SERVICES_APPLICATION" && name(0x8000_00aa) == "0x800000aa")
    }

    @Test func `[102] A log of more events than the limit is refused in either form`() throws {
        let limit = BootEventLog.maximumEvents
        func log(_ head: [UInt8], _ event: [UInt8], _ count: Int) -> [UInt8] {
            head + [[UInt8]](repeating: event, count: count).flatMap { $0 }
        }
        // The filler of a log's area would be taken from the last event's zeros: events end in data.
        let (older, newer) = (MadeLog.older(1, 1, 2), MadeLog.event(1, 1, 2, [9]))
        #expect(try BootEventLog(log(MadeLog.header(), newer, limit)).events.count == limit)
        #expect(try refusal { try BootEventLog(log(MadeLog.header(), newer, limit + 1)) } == .malformed)
        #expect(try BootEventLog(log([], older, limit)).events.count == limit)
        #expect(try refusal { try BootEventLog(log([], older, limit + 1)) } == .malformed)
    }

    @Test func `[102] A log of nothing but filler is none`() throws {
        for byte in [0x00, 0xff] as [UInt8] {
            #expect(try refusal { try BootEventLog(Samples.bytes(byte, 31)) } == .malformed)
        }
        #expect(try refusal { try BootEventLog([]) } == .malformed)
        // Thirty-two zeros are one event of nothing.
        #expect(try BootEventLog(Samples.bytes(0, 32)).events.count == 1)
    }

    @Test func `[102] A bank that an event has twice is refused, and an unknown one is passed over`() throws {
        let banks: [(UInt16, UInt16)] = [(0x0b, 32), (0x12, 32)]
        let (known, unknown) = ((UInt16(0x0b), Samples.bytes(1, 32)), (UInt16(0x12), Samples.bytes(2, 32)))
        let log = try BootEventLog(MadeLog.header(banks) + MadeLog.event(4, 4, digests: [known, unknown]))
        #expect(log.algorithms == [.sha256] && log.events[0].digests == [.sha256: known.1])
        let wrong: [[(UInt16, [UInt8])]] = [[known, known], [known], [known, (0x0c, Samples.bytes(2, 32))]]
        for digests in wrong {
            #expect(try refusal { try BootEventLog(MadeLog.header(banks) + MadeLog.event(4, 4, digests: digests)) } == .malformed)
        }
    }

    @Test func `[4] A trust domain's log without SHA-384, or that extends the launch measurement or nothing, is refused`() throws {
        func outcome(_ log: [UInt8], _ measurements: [[UInt8]]) throws -> EvidenceRefusal? {
            let log = try BootEventLog(log)
            return try refusal { try log.check(againstRuntimeMeasurements: measurements) }
        }
        let zeros = [[UInt8]](repeating: Samples.bytes(0, 48), count: 4)
        let header = MadeLog.header([(0x0c, 48)])
        func event(_ register: UInt32, _ type: UInt32 = 4) -> [UInt8] {
            MadeLog.event(register, type, digests: [(0x0c, Samples.bytes(1, 48))])
        }
        var values = zeros
        values[2] = TPMHash.sha384.extended(zeros[0], with: Samples.bytes(1, 48))
        #expect(try outcome(header + event(3), values) == nil)
        #expect(try outcome(header + event(3), zeros) == .eventLogMismatch)
        #expect(try outcome(MadeLog.header() + MadeLog.event(3, 4, 1), values) == .eventLogMismatch)
        #expect(try outcome(header + event(3) + event(0), values) == .eventLogMismatch)
        #expect(try outcome(header + event(3) + event(5), values) == .eventLogMismatch)
        #expect(try outcome(header + event(3, 3), zeros) == .eventLogMismatch)
    }

    @Test func `[4] Only the first event of register 0 that names a locality in the profile's form is where it begins`() throws {
        let name = Array("StartupLocality".utf8) + [0]
        let zero = TPMHash.sha256.extended(Samples.bytes(0, 32), with: Samples.bytes(1, 32))
        let three = TPMHash.sha256.extended(Samples.bytes(0, 31) + [3], with: Samples.bytes(1, 32))
        func locality(_ register: UInt32, _ rest: [UInt8]) -> [UInt8] { MadeLog.event(register, 3, 0, name + rest) }
        let cases: [([UInt8], [UInt8])] = [
            (locality(0, [3]), three), (locality(0, []), zero), (locality(0, [3, 0, 9]), zero), (locality(1, [3]), zero),
            (locality(0, [3]) + locality(0, [4]), three),
        ]
        let other = try BootEventLog(MadeLog.header() + locality(0, [3]) + MadeLog.event(4, 8, 1))
        #expect(other.replayed(in: .sha256)[4] == zero, "another register begins with zeros")
        for (events, wanted) in cases {
            #expect(try BootEventLog(MadeLog.header() + events + MadeLog.event(0, 8, 1)).replayed(in: .sha256)[0] == wanted)
        }
    }

    @Test func `[4] A log without a bank in common with the quote confirms nothing`() throws {
        let log = try BootEventLog(MadeLog.header() + MadeLog.event(4, 4, 1))
        let other = try #require(PCRBank(hash: .sha384, values: [4: Samples.bytes(1, 48)]))
        let empty = try #require(PCRBank(hash: .sha256, values: [:]))
        for banks in [[], [other], [empty]] { #expect(try refusal { try log.check(against: banks) } == .eventLogMismatch) }
    }
}
