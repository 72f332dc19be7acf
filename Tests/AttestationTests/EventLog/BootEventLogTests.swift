import Testing
import Wire

@testable import Attestation

@Suite struct BootEventLogTests {
    private func little(_ value: UInt32) -> [UInt8] { MadeLog.little(value) }

    private func header(_ banks: [(UInt16, UInt16)] = [(0x0b, 32)], count: UInt32? = nil) -> [UInt8] { MadeLog.header(banks, count: count) }

    private func event(_ register: UInt32, _ type: UInt32, _ digest: UInt8, _ data: [UInt8] = [1, 2, 3]) -> [UInt8] {
        MadeLog.event(register, type, digest, data)
    }

    @Test func `Registers are extended in order, and not by what takes no action`() throws {
        let log = try BootEventLog(header() + event(4, 4, 1) + event(4, 3, 9) + event(4, 0xd, 2) + event(7, 1, 3))
        let first = TPMHash.sha256.extended(Samples.bytes(0, 32), with: Samples.bytes(1, 32))
        #expect(log.replayed(in: .sha256)[4] == TPMHash.sha256.extended(first, with: Samples.bytes(2, 32)))
        #expect(log.replayed(in: .sha256).keys.sorted() == [4, 7] && log.replayed(in: .sha384).isEmpty)
    }

    @Test func `The locality of the start is where register 0 begins`() throws {
        let locality = Array("StartupLocality".utf8) + [0, 3]
        let log = try BootEventLog(header() + event(0, 3, 0, locality) + event(0, 8, 1))
        #expect(log.replayed(in: .sha256)[0] == TPMHash.sha256.extended(Samples.bytes(0, 31) + [3], with: Samples.bytes(1, 32)))
    }

    @Test func `The older form has SHA-1 alone, which confirms nothing`() throws {
        let older = little(4) + little(4) + Samples.bytes(1, 20) + little(1) + [7]
        let log = try BootEventLog(older + older)
        #expect(log.algorithms == [.sha1] && log.events.count == 2)
        let value = try #require(log.replayed(in: .sha1)[4])
        let bank = try #require(PCRBank(hash: .sha1, values: [4: value]))
        #expect(try refusal { try log.check(against: [bank]) } == .eventLogMismatch)
    }

    @Test(arguments: [0x00, 0xff] as [UInt8])
    func `One byte may fill the rest of the log's area`(filler: UInt8) throws {
        let bytes = header() + event(4, 4, 1)
        #expect(try BootEventLog(bytes + Samples.bytes(filler, 500)) == BootEventLog(bytes))
        #expect(try refusal { try BootEventLog(bytes + Samples.bytes(filler, 500) + [filler ^ 1]) } == .malformed)
    }

    @Test func `[102] Banks and lengths that lie are refused`() throws {
        for bad in [
            header([(0x0b, 20)]), header([(0x0b, 32), (0x0b, 32)]), header([]), header(count: 9), header(count: 0xffff_ffff),
            header([(0x99, 65)]), header([(0x99, 0)]), header() + event(4, 4, 1).dropLast(),
            header([(0x0b, 32), (0x04, 20)]) + event(4, 4, 1), header() + little(4) + little(4) + little(0xffff_ffff),
            header() + little(4) + little(4) + little(1) + [0x0c, 0] + Samples.bytes(1, 48) + little(0),
            header() + little(4) + little(4) + little(1) + [0x0b, 0] + Samples.bytes(1, 32) + little(0xffff_fff0) + [1],
        ] { #expect(try refusal { try BootEventLog(bad) } == .malformed) }
        #expect(try refusal { try BootEventLog(Samples.bytes(1, BootEventLog.maximumLength + 1)) } == .malformed)
    }

    @Test func `[4] A log must confirm a quoted register, contradict none, and name only registers that there are`() throws {
        let log = try BootEventLog(header() + event(4, 4, 1))
        let value = try #require(log.replayed(in: .sha256)[4])
        func outcome(_ values: [UInt8: [UInt8]], _ log: BootEventLog) throws -> EvidenceRefusal? {
            try refusal { try log.check(against: [#require(PCRBank(hash: .sha256, values: values))]) }
        }
        #expect(try outcome([4: value], log) == nil)
        #expect(try outcome([4: value, 9: value], log) == nil)
        #expect(try outcome([4: Samples.bytes(0, 32)], log) == .eventLogMismatch)
        #expect(try outcome([9: value], log) == .eventLogMismatch)
        #expect(try outcome([4: value], BootEventLog(header() + event(4, 4, 1) + event(24, 4, 1))) == .eventLogMismatch)
    }
}
