import Attestation
import Foundation
import Wire

/// How fast each format is read, without any signature: one sample again and again, in megabytes a second.
struct ReadingFigures {
    private static let rounds = 5
    private static let seconds = 0.1

    private let formats: [(name: String, bytes: [UInt8], read: ([UInt8]) throws -> Void)]

    init(_ samples: EvidenceSamples) throws {
        let subject = try QuoteSubject(samples)
        formats = [
            ("quoteV3", try samples.bytes("sgx/Phala-Network_dcap-qvl/sgx_quote"), { _ = try Quote($0) }),
            ("quoteV4", subject.quote, { _ = try Quote($0) }),
            ("quoteV5", try samples.bytes("tdx/google_go-tdx-guest/quote_v5_sample.dat"), { _ = try Quote($0) }),
            ("snpReport", try samples.bytes("snp/confidential-containers_trustee/test-report.bin"), { _ = try SNPReport($0) }),
            ("tpmStatement", try samples.bytes("tpm/keylime_keylime/quote.out"), { _ = try TPMAttest($0) }),
            (
                "nitroDocument", try samples.bytes("nitro/base-org_nitro-validator/NitroValidator.t.sol.69d51f98.cose.bin"),
                { _ = try NitroDocument(reading: $0) }
            ),
            ("eventLog", try Self.eventLog(samples), { _ = try BootEventLog($0) }),
            ("certificate", try samples.bytes("collateral/amd/milan/ask.der"), { _ = try X509Certificate(der: $0) }),
            ("revocationList", subject.revocationList, { _ = try X509RevocationList(der: $0) }),
            ("tcbInfo", subject.tcbInfo, { _ = try TCBInfo($0) }),
            ("enclaveIdentity", subject.enclaveIdentity, { _ = try EnclaveIdentity($0) }),
            ("bundle", try subject.bundle(), { _ = try EndorsementBundle(decoding: $0) }),
        ]
    }

    func measure() throws -> [Figure] {
        try formats.map { format in
            _ = try format.read(format.bytes)
            let rates = try (0..<Self.rounds).map { _ in try rate(format.bytes, format.read) }
            return Figure(
                name: "attestation.read.\(format.name)", value: rates.median, unit: "MB/s", target: 200, better: .higher,
                note: "\(format.bytes.count) bytes")
        }
    }

    private func rate(_ bytes: [UInt8], _ read: ([UInt8]) throws -> Void) throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        var count = 0
        while (clock.now - start).seconds < Self.seconds {
            for _ in 0..<64 { try read(bytes) }
            count += 64
        }
        return Double(count * bytes.count) / (clock.now - start).seconds / 1e6
    }

    /// The log without the unused rest of its area.
    private static func eventLog(_ samples: EvidenceSamples) throws -> [UInt8] {
        let area = try samples.bytes("tdx/google_go-tdx-guest/ccel_data.dat")
        return Array(area[..<((area.lastIndex { $0 != 0xff } ?? 0) + 1)])
    }
}
