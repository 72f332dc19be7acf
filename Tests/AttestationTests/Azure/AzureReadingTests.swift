import Testing
import Wire

@testable import Attestation

/// Each rule of the containers of Azure's evidence and of the paravisor's report, broken one at a time.
@Suite struct AzureReadingTests {
    private static let snp = "az-snp-vtpm.evidence-v1.json"

    /// A sample's text with one part of it replaced.
    private func outcome(_ name: String, _ found: String, _ other: String) throws -> EvidenceRefusal? {
        let text = String(decoding: try AzureSample.report(name), as: UTF8.self)
        guard let place = text.firstRange(of: found) else { throw AttestationError(.malformed, "the sample has no \(found)") }
        return try refusal { try AzureEvidence(Array(text.replacingCharacters(in: place, with: other).utf8)) }
    }

    @Test(
        arguments: [
            ("\"version\"", "\"vrsion\"", EvidenceRefusal.malformed), ("\"version\": 1", "\"version\": 0", .unsupported),
            ("\"version\": 1", "\"version\": 3", .unsupported), ("\"version\": 1", "\"version\": \"1\"", .unsupported),
            ("\"hcl_report\"", "\"report\"", nil), ("\"hcl_report\": \"", "\"hcl_report\": \"*", .malformed),
            ("\"tpm_quote\"", "\"quote\"", nil), ("\"message\"", "\"massage\"", .malformed), ("\"signature\"", "\"sign\"", .malformed),
            ("\"pcrs\"", "\"pcr\"", .malformed), ("\"vcek\": \"", "\"vcek\": \"*", .malformed), ("\"vcek\"", "\"td_quote\"", nil),
            ("\"vcek\": \"", "\"td_quote\": \"*", .malformed),
        ] as [(String, String, EvidenceRefusal?)])
    func `[102] A member that is not known, missing, or of another form is refused`(
        found: String, other: String, wanted: EvidenceRefusal?
    ) throws {
        #expect(try outcome(Self.snp, found, other) == wanted)
    }

    @Test func `[102] What is no object, has no report, or a signature too long is refused`() throws {
        for text in [
            "", "[]", "1", "{", "{}", "{\"version\": 1}", "{\"report\": [1, 2, 256]}", "{\"report\": [-1]}", "{\"hcl_report\": 1}",
        ] {
            #expect(try refusal { try AzureEvidence(Array(text.utf8)) } == .malformed, "\(text)")
        }
        let quote = try AzureSample.report("az-snp-vtpm.tpm-quote-v1.json")
        #expect(try refusal { try AzureEvidence.quote(quote) } == nil)
        let text = String(decoding: quote, as: UTF8.self)
        let long = "\"signature\": \"\(String(repeating: "00", count: 513))\", \"old\""
        #expect(try refusal { try AzureEvidence.quote(Array(text.replacing("\"signature\"", with: long).utf8)) } == .malformed)
        #expect(try refusal { try AzureEvidence.quote(Array("[]".utf8)) } == .malformed)
    }

    /// A file's quote and report apart, and together again.
    private func apart(_ name: String) throws -> (quote: [UInt8], report: [UInt8], whole: AzureEvidence) {
        let root = try JSONEvidence.root(AzureSample.report(name))
        let whole = try AzureSample.evidence(name)
        let quote = try #require(root["tpm_quote"])
        var registers: [String] = []
        for item in try #require(quote["pcrs"]?.items) { registers.append("\"\(try #require(JSONEvidence.numbersOrHex(item)).hex)\"") }
        let message = try #require(JSONEvidence.numbersOrHex(quote["message"])).hex
        let signature = try #require(JSONEvidence.numbersOrHex(quote["signature"])).hex
        let text =
            "{\"message\":\"\(message)\",\"signature\":\"\(signature)\",\"pcrs\":[" + registers.joined(separator: ",") + "]}"
        return (Array(text.utf8), try #require(JSONEvidence.base64URL(root["hcl_report"])), whole)
    }

    @Test func `A quote that came without the paravisor's report is put together with it, and with the domain's quote`() throws {
        for name in [Self.snp, "az-tdx-vtpm.evidence-v1.json"] {
            let (quote, report, whole) = try apart(name)
            var files = [[1, 2, 3], report] + (whole.domainQuote.map { [$0] } ?? []) + [[4]]
            let evidence = try AzureEvidence(AzureEvidence.joined(quote, with: &files))
            #expect(evidence.report == whole.report && evidence.quote == whole.quote && evidence.domainQuote == whole.domainQuote)
            #expect(files == [[1, 2, 3], [4]])
        }
    }

    @Test func `Anything but a quote without its report is left as it is, and so is a quote whose report is not there`() throws {
        let (quote, report, _) = try apart(Self.snp)
        for (bytes, files) in [
            (Array("{}".utf8), [report]), (Array("[".utf8), [report]), (quote, []), (quote, [Array(report.dropFirst())]),
        ] {
            var rest = files
            #expect(AzureEvidence.joined(bytes, with: &rest) == bytes && rest == files)
        }
    }

    @Test func `A chip's certificate is read in PEM, in base64 of either alphabet, and in nothing else`() throws {
        let der = try #require(AzureSample.evidence(Self.snp).chipCertificate)
        #expect(try AzureSample.evidence("az-snp-vtpm.evidence-v0.json").chipCertificate == der)
        let text = String(decoding: try AzureSample.report(Self.snp), as: UTF8.self)
        func certificate(_ value: String) throws -> [UInt8]? {
            let start = try #require(text.firstRange(of: "\"vcek\": \""))
            return try AzureEvidence(Array((text[..<start.upperBound] + value + "\"}").utf8)).chipCertificate
        }
        let standard = Base64.encode(der)
        #expect(try certificate(standard) == der)
        #expect(try certificate(standard.replacing("+", with: "-").replacing("/", with: "_")) == der)
        for bad in ["-----BEGIN CERTIFICATE-----", "-----BEGIN NOTHING-----\\nAAAA\\n-----END NOTHING-----", "*", standard + "*"] {
            #expect(
                try refusal { try certificate(bad) } == .malformed || refusal { try certificate(bad) } == .endorsementMalformed,
                "\(bad.prefix(30))")
        }
    }

    @Test func `[11] Evidence in bytes is judged as what was read of it`() throws {
        let bytes = try AzureSample.report(Self.snp)
        let evidence = try Evidence(platform: .azureSNP, bytes: bytes)
        let found = try AzureSample.verifier(.sevSNP).authenticate(evidence, at: 0)
        #expect(found.binding == .digest(Array("challenge".utf8)) && found.platform == .azureSNP)
        #expect(try refusal { try AzureSample.verifier(.tdx).authenticate(evidence, at: 0) } == .malformed)
    }

    @Test func `[23][102] A report that is too long, or has bytes after a TDREPORT, is refused`() throws {
        let blob = try AzureSample.report("az-tdx-vtpm.hcl-report.bin")
        #expect(try HCLReport(blob + Samples.bytes(0, HCLReport.maximumLength - blob.count)) == HCLReport(blob))
        #expect(try refusal { try HCLReport(blob + Samples.bytes(0, HCLReport.maximumLength + 1 - blob.count)) } == .malformed)
        for offset in [32 + 1024, 32 + 1183] {
            var changed = blob
            changed[offset] = 1
            #expect(try refusal { try HCLReport(changed) } == .malformed)
        }
        // A version that no paravisor has, another request, a length that is not that of the parts, data of another version.
        for (offset, value) in [(4, 0), (4, 3), (12, 1), (12, 3), (9, 0), (1216, 0), (1220, 2), (1232, 0), (1233, 0xff), (1234, 1)]
            as [(Int, UInt8)]
        {
            var changed = blob
            changed[offset] = value
            #expect(try refusal { try HCLReport(changed) } == .malformed, "byte \(offset)")
        }
    }

    @Test func `[10] A report says of what hardware it is, and has no field of the other's`() throws {
        let (guest, domain) = (
            try HCLReport(AzureSample.report("az-snp-vtpm.hcl-report.bin")), try HCLReport(AzureSample.report("az-tdx-vtpm.hcl-report.bin"))
        )
        #expect(guest.privilegeLevel == 0 && guest.domainReportData == nil && guest.hardwareReport.count == 1184)
        #expect(domain.privilegeLevel == nil && domain.domainReportData == domain.wantedReportData && domain.hardwareReport.count == 1024)
    }

    @Test func `User data may be absent, as of older hosts, and must be 64 bytes where it is there`() throws {
        let good = try String(decoding: AzureSample.evidence(Self.snp).report.runtimeBytes, as: UTF8.self)
        let place = try #require(good.firstRange(of: "\"user-data\":\""))
        let value = good[place.upperBound...].prefix { $0 != "\"" }
        let before = good[..<place.lowerBound]
        func data(_ text: String) throws -> [UInt8]? { try RuntimeData(Array((before + text + "}").utf8)).userData }
        #expect(value.count == 128)
        #expect(try data("\"more\":1") == nil)
        #expect(try data("\"user-data\":\"\(value)\"") == [UInt8](hex: value.lowercased()))
        for bad in ["1", "null", "\"\"", "\"\(value)00\"", "\"\(value.dropLast())g\""] {
            #expect(try refusal { try data("\"user-data\":" + bad) } == .malformed, "\(bad.prefix(20))")
        }
    }

    @Test func `[23][102] Runtime data with more keys than the limit, or that are none, is refused`() throws {
        let good = try String(decoding: AzureSample.evidence(Self.snp).report.runtimeBytes, as: UTF8.self)
        let more = String(repeating: "{\"kid\":\"other\"},", count: 7)
        let place = try #require(good.firstRange(of: "\"keys\":["))
        let changed = good.replacingCharacters(in: place, with: "\"keys\":[" + more)
        #expect(try refusal { try RuntimeData(Array(changed.utf8)) } == .malformed)
        let modulus = try #require(good.firstRange(of: "\"n\":\""))
        let short = good.replacingCharacters(in: modulus, with: "\"n\":\"AQAB\",\"old\":\"")
        let runtime = try RuntimeData(Array(short.utf8))
        #expect(try refusal { try AttestationKey(modulus: runtime.modulus, exponent: runtime.exponent) } == .unsupported)
    }
}

extension String {
    /// The text with another in one place.
    fileprivate func replacingCharacters(in place: Range<Index>, with other: String) -> String {
        String(self[..<place.lowerBound] + other + self[place.upperBound...])
    }
}
