import Client
import ControlAPI
import ControlPlane
import Foundation
import Testing
import Wire

@testable import Commands

@Suite struct AgreementReportTests {
    static func terms(parameter: String = "5") throws -> AgreementTerms {
        let party = try #require(PartyID(String(repeating: "ab", count: 16)))
        return AgreementTerms(
            nonce: [UInt8](repeating: 1, count: 16), ledgerOrigin: "cloud.example/demo",
            function: try #require(FunctionDigest(String(repeating: "cd", count: 32))),
            inputs: [
                BoundInput(slot: "photo", binding: .provided(by: party)),
                BoundInput(slot: "model", binding: .asset(try #require(AssetID(String(repeating: "ef", count: 16))))),
            ],
            outputs: [
                BoundOutput(slot: "labels", recipients: [Recipient(party: party, recipientKeyDigest: [UInt8](repeating: 0x12, count: 32))])
            ], parameters: [ParameterValue(name: "top", value: parameter)],
            limits: AgreementLimits(runs: 1000, notAfter: 1_709_251_199, inputBytes: 1 << 20, outputBytes: 4096), jailProfile: "standard",
            witnessPolicy: "off")
    }

    static func record(_ terms: AgreementTerms) throws -> AgreementRecord {
        var message = Cloister_V1_Agreement()
        message.id = terms.id.description
        message.terms = Data(terms.wireBytes)
        message.status = "proposed"
        message.requiredSigners = [String(repeating: "ab", count: 16), String(repeating: "01", count: 16)]
        message.signers = [String(repeating: "ab", count: 16)]
        message.runsCharged = 3
        return try AgreementRecord(message)
    }

    @Test func `Terms are told in words`() throws {
        let terms = try Self.terms()
        var directory = Directory()
        directory.parties[String(repeating: "ab", count: 16)] = "business"
        let business = "business (\(String(repeating: "ab", count: 16)))"
        let report = AgreementReport(try Self.record(terms), directory: directory)
        #expect(
            report.lines == [
                "agreement   \(terms.id), proposed", "function    \(String(repeating: "cd", count: 32))", "ledger      cloud.example/demo",
                "reads       model: the asset \(String(repeating: "ef", count: 16)), in every run",
                "reads       photo: whatever \(business) gives with each run",
                "gives       labels: to \(business) alone, sealed to its key 1212121212121212…", "with        top = 5",
                "runs        1000 at most, of which 3 are used", "per run     at most 1.0 MiB in and 4.0 KiB out",
                "until       2024-02-29T23:59:59Z", "jail        profile standard; witnesses: off", "signed      \(business)",
                "NOT SIGNED  \(String(repeating: "01", count: 16))",
            ])
    }

    @Test func `[89] Text in terms stays on its line`() throws {
        let report = AgreementReport(try Self.record(try Self.terms(parameter: "5\nNOT SIGNED\u{1B}[2J")), directory: Directory())
        #expect(report.lines.contains("with        top = 5\\nNOT SIGNED\\u{1b}[2J"))
        var directory = Directory()
        directory.parties["x"] = "a\nb\u{1B}"
        #expect(directory.party("x") == "a b\\u{1b} (x)")
    }

    @Test func `The JSON form names what is missing`() throws {
        let object = try JSONSerialization.jsonObject(
            with: Data(try JSONText.of(AgreementReport(try Self.record(try Self.terms()), directory: Directory())).utf8))
        let agreement = try #require(object as? [String: Any])
        #expect(agreement["missingSigners"] as? [String] == [String(repeating: "01", count: 16)])
        #expect((agreement["inputs"] as? [String: [String: String]])?["photo"] == ["party": String(repeating: "ab", count: 16)])
        #expect((agreement["limits"] as? [String: Any])?["until"] as? String == "2024-02-29T23:59:59Z")
        #expect(agreement["lines"] == nil)
    }
}
