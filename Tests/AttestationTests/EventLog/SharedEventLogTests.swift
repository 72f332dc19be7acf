import Testing
import Wire

@testable import Attestation

/// Logs of machines that really booted, against the registers that their hardware signed.
@Suite struct SharedEventLogTests {
    static let log = "tdx/google_go-tdx-guest/ccel_data.dat"
    static let quote = "tdx/google_go-tdx-guest/cos-113-tdx-quote.dat"

    /// The four runtime measurements at offset 328 of the report body, which follows a header of 48 bytes.
    private func runtimeMeasurements() throws -> [[UInt8]] {
        let quote = try EvidenceEntry.bytes(Self.quote)
        return (0..<4).map { Array(quote[(48 + 328 + $0 * 48)..<(48 + 376 + $0 * 48)]) }
    }

    @Test func `A trust domain's log replays to the runtime measurements of its quote`() throws {
        let log = try BootEventLog(EvidenceEntry.bytes(Self.log))
        #expect(log.algorithms == [.sha384] && log.events.count > 20)
        let measurements = try runtimeMeasurements()
        let replayed = log.replayed(in: .sha384)
        #expect(replayed[1] == measurements[0] && replayed[2] == measurements[1] && replayed[3] == measurements[2])
        #expect(replayed[4] == nil && measurements[3].allSatisfy { $0 == 0 })
        try log.check(againstRuntimeMeasurements: measurements)
    }

    @Test(arguments: [0, 1, 2])
    func `[4] A runtime measurement that the log does not replay to is refused`(index: Int) throws {
        let log = try BootEventLog(EvidenceEntry.bytes(Self.log))
        var measurements = try runtimeMeasurements()
        measurements[index][47] ^= 1
        #expect(try refusal { try log.check(againstRuntimeMeasurements: measurements) } == .eventLogMismatch)
        #expect(try refusal { try log.check(againstRuntimeMeasurements: []) } == .eventLogMismatch)
    }

    @Test func `[2] A real log cut anywhere is refused, or read as a shorter one where an event ends`() throws {
        let bytes = try EvidenceEntry.bytes(Self.log)
        let whole = try BootEventLog(bytes)
        let used = (bytes.lastIndex { $0 != 0xff } ?? 0) + 1
        for length in stride(from: 1, to: used, by: 61) {
            guard let log = try? BootEventLog(Array(bytes.prefix(length))) else { continue }
            #expect(log.events.count < whole.events.count)
        }
    }
}
