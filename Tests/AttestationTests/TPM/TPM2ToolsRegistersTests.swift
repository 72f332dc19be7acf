import Testing

@testable import Attestation

/// The file of registers of tpm2-tools, made up field by field.
@Suite struct TPM2ToolsRegistersTests {
    private struct File {
        var count: UInt32 = 1
        var banks: [(hash: UInt16, length: UInt8, bitmap: [UInt8], padding: UInt8)] = [(0x0b, 3, [0x11, 0, 0, 0], 0)]
        var lists: UInt32 = 1
        /// How many digests each list says that it has, and their lengths.
        var digests: [(used: UInt32, lengths: [UInt16])] = [(2, [32, 32])]

        var bytes: [UInt8] {
            func little(_ value: UInt32) -> [UInt8] { MadeLog.little(value) }
            func little(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xff), UInt8(value >> 8)] }
            var bytes = little(count)
            for place in 0..<16 {
                guard place < banks.count else {
                    bytes += Samples.bytes(0, 8)
                    continue
                }
                let bank = banks[place]
                bytes += little(bank.hash) + [bank.length] + bank.bitmap + [bank.padding]
            }
            bytes += little(lists)
            for list in digests {
                bytes += little(list.used)
                for place in 0..<8 {
                    bytes += little(place < list.lengths.count ? list.lengths[place] : 0) + Samples.bytes(UInt8(place + 1), 64)
                }
            }
            return bytes
        }
    }

    private func refusal(_ change: (inout File) -> Void) throws -> EvidenceRefusal? {
        var file = File()
        change(&file)
        return try AttestationTests.refusal { try TPM2ToolsRegisters.banks(file.bytes) }
    }

    @Test func `Banks and registers are those of the selection, in its order`() throws {
        var file = File()
        #expect(
            try TPM2ToolsRegisters.banks(file.bytes) == [
                try #require(PCRBank(hash: .sha256, values: [0: Samples.bytes(1, 32), 4: Samples.bytes(2, 32)]))
            ])
        file.count = 2
        file.banks = [(0x0b, 3, [1, 0, 0, 0], 0), (0x04, 3, [0, 0, 0x80, 0], 0)]
        file.digests = [(2, [32, 20])]
        let banks = try TPM2ToolsRegisters.banks(file.bytes)
        #expect(banks.map(\.hash) == [.sha1, .sha256] && banks[0].values == [23: Samples.bytes(2, 20)])
    }

    @Test func `[102] Counts, banks and digests that lie are refused`() throws {
        #expect(try refusal { _ in } == nil)
        #expect(try refusal { $0.count = 5 } == .malformed)
        #expect(try refusal { $0.count = 0xffff_ffff } == .malformed)
        #expect(try refusal { $0.banks[0].hash = 0x99 } == .malformed)
        #expect(try refusal { $0.banks[0].length = 5 } == .malformed)
        #expect(try refusal { $0.banks[0].padding = 1 } == .malformed)
        #expect(try refusal { $0.lists = 17 } == .malformed)
        #expect(try refusal { $0.lists = 2 } == .malformed)
        #expect(try refusal { $0.digests = [(9, [32, 32])] } == .malformed)
        #expect(try refusal { $0.digests = [(2, [32, 20])] } == .malformed)
        #expect(try refusal { $0.digests = [(3, [32, 32, 32])] } == .malformed)
        #expect(try refusal { $0.digests = [(1, [32])] } == .malformed)
        let good = File().bytes
        for length in good.indices {
            #expect(try AttestationTests.refusal { try TPM2ToolsRegisters.banks(Array(good.prefix(length))) } == .malformed)
        }
        #expect(try AttestationTests.refusal { try TPM2ToolsRegisters.banks(good + [0]) } == .malformed)
    }
}
