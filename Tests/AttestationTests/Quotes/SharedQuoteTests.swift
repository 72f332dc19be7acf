import Foundation
import Testing
import Wire

@testable import Attestation

/// Quotes of real machines, which are kept beside the repository.
@Suite struct SharedQuoteTests {
    /// One sample and what an independent parser read in it.
    struct Sample: Decodable {
        struct Claims: Decodable {
            let attributes: String?
            let mrenclave: String?
            let mrsigner: String?
            let isvprodid: UInt16?
            let isvsvn: UInt16?
            let report_data: String?
            let mrtd: String?
        }
        let kind: String
        let tee: String?
        let file: String
        let format: String?
        let debug: Bool?
        let trailing_bytes: Int?
        let claims: Claims?
    }

    private struct Index: Decodable { let entries: [Sample] }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "../../../../shared/vectors/evidence")

    private func samples(_ kind: String, _ format: String?, tee: String) throws -> [(Sample, [UInt8])] {
        guard let index = try? Data(contentsOf: Self.folder.appendingPathComponent("INDEX.json")) else {
            try Test.cancel("There are no quotes of real machines in ../shared/vectors/evidence.")
        }
        return try JSONDecoder().decode(Index.self, from: index).entries
            .filter { $0.kind == kind && $0.tee == tee && (format == nil || $0.format == format) }
            .map { ($0, Array(try Data(contentsOf: Self.folder.appendingPathComponent($0.file)))) }
    }

    @Test func `Every SGX quote is read as an independent parser reads it`() throws {
        let samples = try samples("evidence", "Intel DCAP quote v3", tee: "sgx")
        #expect(samples.count >= 40)
        for (sample, bytes) in samples {
            guard case .sgx(let body) = try Quote(bytes).body else { return #expect(Bool(false), "\(sample.file)") }
            let claims = try #require(sample.claims)
            #expect(body.enclaveMeasurement.hex == claims.mrenclave && body.signerMeasurement.hex == claims.mrsigner, "\(sample.file)")
            #expect(body.productID == claims.isvprodid && body.securityVersion == claims.isvsvn)
            #expect(body.reportData.bytes.hex == claims.report_data && body.attributes.isDebug == sample.debug)
        }
    }

    @Test(arguments: [(4, 15), (5, 6)])
    func `Every TDX quote is read as an independent parser reads it, with the zeros that devices put behind`(version: Int, least: Int)
        throws
    {
        let samples = try samples("evidence", "Intel DCAP quote v\(version)", tee: "tdx")
        #expect(samples.count >= least)
        for (sample, bytes) in samples {
            let claims = try #require(sample.claims)
            if sample.file.hasSuffix("tdx_prod_quote_SPR_E4.dat") {
                // Thirty-nine bytes of text follow it: not what a device puts there.
                #expect(throws: AttestationError(.malformed, "")) { try Quote(bytes) }
                continue
            }
            guard case .tdx(let body) = try Quote(bytes).body else { return #expect(Bool(false), "\(sample.file)") }
            #expect(body.reportData.bytes.hex == claims.report_data, "\(sample.file)")
            #expect(body.domainMeasurement.hex == claims.mrtd && body.isDebug == sample.debug)
            #expect((body.currentSecurityVersion != nil) == (version == 5))
            #expect(try Quote(Array(bytes.dropLast(sample.trailing_bytes ?? 0))) == Quote(bytes))
        }
    }

    @Test func `[1][2] No derived negative traps, and none that is malformed is read`() throws {
        let malformed = ["att_key_type", "truncated", "siglen", "version", "tee_type", "vendor"]
        for tee in ["sgx", "tdx"] {
            for (sample, bytes) in try samples("derived-negative", nil, tee: tee) where sample.file.hasSuffix(".bin") {
                let platform: Platform = tee == "sgx" ? .sgx : .tdx
                let quote = try? ParsedQuote(Evidence(platform: platform, bytes: bytes))
                if malformed.contains(where: sample.file.contains) { #expect(quote == nil, "\(sample.file)") }
            }
        }
    }
}
