import Foundation
import Testing
import Wire

@testable import Attestation

/// Every truncation and every changed byte of a TPM's quote, its signature, and a boot event log.
@Suite(.enabled(if: SharedEvidence.isThere, SharedEvidence.absence)) struct MeasuredBootSweepTests {
    /// A quote of a hardware TPM with key and registers (confidential-containers/trustee).
    private struct Sample: Decodable {
        struct Quote: Decodable {
            let message: Data
            let signature: Data
            let pcrs: [String]
        }
        let ak_public: Data
        let tpm_quote: Quote

        static func read() throws -> (statement: [UInt8], signature: [UInt8], key: AttestationKey, bank: PCRBank) {
            let file = try SharedEvidence.bytes("tpm/confidential-containers_trustee/tpm_evidence.json")
            let sample = try JSONDecoder().decode(Sample.self, from: Data(file))
            let values = sample.tpm_quote.pcrs.enumerated().map { (UInt8($0.offset), [UInt8](hex: $0.element) ?? []) }
            return (
                Array(sample.tpm_quote.message), Array(sample.tpm_quote.signature), try AttestationKey(info: Array(sample.ak_public)),
                try #require(PCRBank(hash: .sha256, values: Dictionary(uniqueKeysWithValues: values)))
            )
        }
    }

    private static func meaning(_ statement: [UInt8], _ signature: [UInt8], _ key: AttestationKey, _ bank: PCRBank) throws -> String {
        let quote = try TPMQuote(statement: statement, signature: try TPMSignature(signature), banks: [bank])
        try quote.authenticate(by: key)
        return "\(quote.attest)"
    }

    @Test func `[1][2] No byte of a quote of a TPM can be changed`() async throws {
        let (statement, signature, key, bank) = try Sample.read()
        let sweep = ByteSweep(name: "TPMS_ATTEST", bytes: statement) { try Self.meaning($0, signature, key, bank) }
        let complaints = try await sweep.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
    }

    @Test func `[1][2] No byte of a signature of a TPM can be changed`() async throws {
        let (statement, signature, key, bank) = try Sample.read()
        let sweep = ByteSweep(name: "TPMT_SIGNATURE", bytes: signature) { try Self.meaning(statement, $0, key, bank) }
        let complaints = try await sweep.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
    }

    @Test func `[1][2] No byte of a register's value that a quote covers can be changed`() async throws {
        let (statement, signature, key, bank) = try Sample.read()
        let covered = try TPMAttest(statement).selections.flatMap(\.registers)
        let values = covered.flatMap { bank.values[$0] ?? [] }
        let sweep = ByteSweep(name: "registers", bytes: values) { bytes in
            guard bytes.count == values.count else { throw AttestationError(.malformed, "cut") }
            var changed = bank.values
            for (place, register) in covered.enumerated() { changed[register] = Array(bytes[place * 32..<place * 32 + 32]) }
            let bank = try #require(PCRBank(hash: .sha256, values: changed))
            return "\(try Self.meaning(statement, signature, key, bank)) \(changed)"
        }
        let complaints = try await sweep.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
    }

    @Test func `[1][2] Of a boot event log the registers vouch for every digest, and for nothing beside`() async throws {
        let file = try SharedEvidence.bytes("tdx/google_go-tdx-guest/ccel_data.dat")
        let log = Array(file[..<((file.lastIndex { $0 != 0xff } ?? 0) + 1)])
        let quote = try SharedEvidence.bytes("tdx/google_go-tdx-guest/cos-113-tdx-quote.dat")
        let registers = (0..<4).map { Array(quote[48 + 328 + 48 * $0..<48 + 376 + 48 * $0]) }
        let places = PlainLog(log, banks: [(0x0c, 48)])
        let sweep = ByteSweep(
            name: "CCEL", bytes: places.bytes,
            harmless: [
                .init(bytes: places.header, reason: "the header extends nothing: register, digest and class of the platform say nothing"),
                .init(bytes: places.kinds, reason: "a kind only says how the digest came about, and no requirement reads it"),
                .init(bytes: places.data, reason: "data only describes what the digest is of, unless it hashes to it"),
            ]
        ) { bytes in
            let log = try BootEventLog(bytes)
            try log.check(againstRuntimeMeasurements: registers)
            return "\(log.replayed(in: .sha384).sorted { $0.key < $1.key })"
        }
        let complaints = try await sweep.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
    }
}
