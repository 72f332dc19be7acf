import Attestation
import Testing

/// What an appraisal says about quotes that nothing authenticates.
@Suite struct QuoteAppraisalTests {
    private func codes(
        _ bytes: [UInt8], _ platform: Platform = .sgx, accepting dangers: Set<AppraisalPolicy.Danger> = [], reportData: [UInt8]? = nil
    ) throws -> [AppraisalFailure.Code] {
        let evidence = try Evidence(platform: platform, bytes: bytes)
        let quote = try ParsedQuote(evidence)
        let policy = AppraisalPolicy(accepting: dangers) {
            MeasurementIsAccepted(control: [quote.measurement], executor: [quote.measurement])
        }
        let data = try ReportData(reportData ?? QuoteSample.reportData)
        let record = Appraiser(verifiers: [try Samples.verifier()], policy: policy)
            .record(of: evidence, reportData: data, role: .control, at: Samples.time)
        #expect(record.report == nil && record.checks.isEmpty)
        return Samples.codes(record.appraisal)
    }

    @Test func `A quote without a fault is refused all the same, as nobody verified it`() throws {
        #expect(try codes(QuoteSample.sgx()) == [.platformNotAccepted, .notAuthentic])
        #expect(try codes(QuoteSample.tdx(), .tdx) == [.platformNotAccepted, .notAuthentic])
    }

    @Test func `[3] A debug enclave and a debug domain are named as such`() throws {
        #expect(try codes(QuoteSample.sgx(flags: 0b111)) == [.platformNotAccepted, .notAuthentic, .debugEnabled])
        for bit in 0..<8 {
            #expect(try codes(QuoteSample.tdx(attributes: 1 << UInt8(bit)), .tdx) == [.platformNotAccepted, .notAuthentic, .debugEnabled])
        }
    }

    @Test func `Accepting debugging and a software TEE accepts no quote that nobody verified`() throws {
        let found = try codes(QuoteSample.sgx(flags: 0b111), accepting: [.unsafeAllowDebug, .unsafeAcceptSoftwareTEE])
        #expect(found == [.platformNotAccepted, .notAuthentic])
    }

    @Test func `[4] A quote whose measurement is zero is named as such`() throws {
        #expect(try codes(QuoteSample.sgx(measurement: 0)) == [.platformNotAccepted, .notAuthentic, .measurementIsZero])
        #expect(try codes(QuoteSample.tdx(measurement: 0), .tdx) == [.platformNotAccepted, .notAuthentic, .measurementIsZero])
    }

    @Test(arguments: [0, 31, 32, 63])
    func `[13] Report data is compared over all 64 bytes`(index: Int) throws {
        var other = QuoteSample.reportData
        other[index] ^= 1
        #expect(try codes(QuoteSample.sgx(), reportData: other) == [.platformNotAccepted, .notAuthentic, .reportDataMismatch])
    }
}
