import Foundation
import Testing
import Wire

@testable import Attestation

/// In one order, whatever the order of the dictionary: sweeps compare texts.
extension PCRBank: CustomStringConvertible {
    public var description: String { "\(hash) \(values.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.hex)" })" }
}

/// Every truncation and every changed byte of Azure's evidence, on SEV-SNP under AMD's root and on TDX under Intel's.
@Suite(.enabled(if: SharedEvidence.isThere, SharedEvidence.absence)) struct AzureSweepTests {
    private struct Machine {
        let file: [UInt8]
        let evidence: AzureEvidence
        let verifier: AzureVerifier
        let endorsements: Endorsements
        let time: UInt64

        /// A machine on Milan.
        static func snp() throws -> Machine {
            let file = try AzureSample.report("az-snp-vtpm.evidence-v1.json")
            let evidence = try AzureEvidence(file)
            let endorsements = Endorsements(
                certificates: [try SharedEvidence.bytes("collateral/amd/milan/ask.der")],
                revocationLists: [try SharedEvidence.bytes("collateral/amd/milan/crl_20250506.der")])
            var within = endorsements
            within.certificates.append(try #require(evidence.chipCertificate))
            let processor = try RememberingProcessor(
                SNPVerifier(), Evidence(platform: .sevSNP, bytes: evidence.report.hardwareReport), with: within, at: 1_749_127_146)
            return Machine(
                file: file, evidence: evidence, verifier: try #require(AzureVerifier(hardware: processor)), endorsements: endorsements,
                time: 1_749_127_146)
        }

        /// A trust domain, with the collateral that the index names for its quote.
        static func tdx() throws -> Machine {
            let file = try AzureSample.report("az-tdx-vtpm.evidence-v1.json")
            let evidence = try AzureEvidence(file)
            let intel = "collateral/intel/"
            let endorsements = try [
                "tcbinfo/00806F050000_TDX_v3_eval17_20241205T121652_87369a.json", "qe_identity/TD_QE_v2_eval17_20241205T114612_bc56dd.json",
                "crl/platform_20241128T132309_5adc94.crl.der", "crl/root_20240320T191930_6b9fff.crl.der",
                "certs/tcb_signing_chain_2018.pem",
                "certs/pck_crl_issuer_chain_platform.pem",
            ].reduce(Endorsements()) { $0.union(try EndorsementFile.endorsements(in: SharedEvidence.bytes(intel + $1))) }
            let quote = try Evidence(platform: .tdx, bytes: #require(evidence.domainQuote))
            let processor = try RememberingProcessor(IntelVerifier(platform: .tdx), quote, with: endorsements, at: 1_734_396_600)
            return Machine(
                file: file, evidence: evidence, verifier: try #require(AzureVerifier(hardware: processor)), endorsements: endorsements,
                time: 1_734_396_600)
        }

        func meaning(_ evidence: AzureEvidence) throws -> String {
            "\(try verifier.authenticate(evidence, with: endorsements, at: time))"
        }

        func meaning(report bytes: [UInt8]) throws -> String {
            try meaning(
                AzureEvidence(
                    report: HCLReport(bytes), quote: evidence.quote, chipCertificate: evidence.chipCertificate,
                    domainQuote: evidence.domainQuote))
        }
    }

    /// One past the runtime data, from where on zeros fill the report's place.
    private static func end(_ report: [UInt8]) -> Int { 1236 + Int(report[1232]) + Int(report[1233]) << 8 }

    /// The domain's report is for its own machine alone: of it only the report data counts, at 128.
    private static let unread = Set(32..<32 + 128).union(32 + 192..<32 + 1024)
    private static let reason = "a TDREPORT can be verified on its own machine only; the quote says the same, signed"

    @Test func `[1][2][19] No byte of the paravisor's report on SEV-SNP can be changed`() async throws {
        let machine = try Machine.snp()
        let report = try #require(JSONEvidence.base64URL(JSONEvidence.root(machine.file)["hcl_report"]))
        let sweep = ByteSweep(
            name: "HCL report, SEV-SNP", bytes: report, harmlessLengths: Set(Self.end(report)..<report.count),
            masks: [0x01, 0xff], read: machine.meaning(report:))
        let complaints = try await sweep.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
    }

    @Test func `[1][2][19] No byte of the paravisor's report on TDX can be changed but the TDREPORT's that say nothing`() async throws {
        let machine = try Machine.tdx()
        let report = try #require(JSONEvidence.base64URL(JSONEvidence.root(machine.file)["hcl_report"]))
        let sweep = ByteSweep(
            name: "HCL report, TDX", bytes: report, harmless: [.init(bytes: Self.unread, reason: Self.reason)],
            harmlessLengths: Set(Self.end(report)..<report.count), masks: [0x01, 0xff], read: machine.meaning(report:))
        let complaints = try await sweep.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
    }

    /// The text without the line's end.
    private static func text(_ file: [UInt8]) -> [UInt8] { Array(file[...(file.lastIndex(of: UInt8(ascii: "}")) ?? 0)]) }

    @Test func `[1][2] No byte of the JSON of a machine on TDX can be changed but the TDREPORT's that say nothing`() async throws {
        let machine = try Machine.tdx()
        let text = Self.text(machine.file)
        let first = try Self.end(of: "\"hcl_report\": \"", in: text)
        // A character of base64 has six bits; which of them count is what the sweep of the report itself shows.
        var unread: Set<Int> = []
        for character in 0..<Self.base64Length(1056) {
            let bytes = Set([character * 6 / 8, (character * 6 + 5) / 8])
            if !bytes.isDisjoint(with: Self.unread) { unread.insert(first + character) }
        }
        let sweep = ByteSweep(
            name: "Azure JSON, TDX", bytes: text,
            harmless: [.init(bytes: unread, reason: Self.reason), try Self.ends(of: machine, in: text)],
            masks: [0x01]
        ) { try machine.meaning(AzureEvidence($0)) }
        let complaints = try await sweep.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
    }

    /// The characters whose last bit makes a tab of the line feed at a line's end in the quote's PEM.
    private static func ends(of machine: Machine, in text: [UInt8]) throws -> ByteSweep.Harmless {
        let first = try end(of: "\"td_quote\": \"", in: text)
        let quote = try #require(machine.evidence.domainQuote)
        let place = try end(of: "-----BEGIN", in: quote)
        let bytes = quote.indices.filter { $0 > place && quote[$0] == 0x0a && $0 % 3 == 2 }.map { first + $0 / 3 * 4 + 3 }
        return ByteSweep.Harmless(bytes: Set(bytes), reason: "any white space ends a line of PEM; the certificates are the same")
    }

    private static func end(of part: String, in bytes: [UInt8]) throws -> Int {
        try #require(bytes.firstRange(of: Array(part.utf8))).upperBound
    }

    /// The characters of base64 without padding that so many bytes have.
    private static func base64Length(_ bytes: Int) -> Int { (bytes * 8 + 5) / 6 }

    @Test func `[1][2] No byte of the JSON of a machine on SEV-SNP can be changed`() async throws {
        let machine = try Machine.snp()
        let sweep = ByteSweep(name: "Azure JSON, SEV-SNP", bytes: Self.text(machine.file), masks: [0x01]) {
            try machine.meaning(AzureEvidence($0))
        }
        let complaints = try await sweep.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
    }
}
