import Testing
import Wire

@testable import Attestation

@Suite struct EvidencePolicyTests {
    private func read(_ text: String) throws(AttestationError) -> EvidencePolicy { try EvidencePolicy(json: Array(text.utf8)) }

    private func isRefused(_ text: String) -> Bool {
        do throws(AttestationError) {
            _ = try read(text)
            return false
        } catch { return error.code == .invalidTrust && error.message.count > 10 }
    }

    private func platform(_ name: String, _ members: String) -> String {
        "{\"version\": 1, \"platforms\": {\"\(name)\": {\(members)}}}"
    }

    @Test func `The example of the documentation is read as it says`() throws {
        let policy = try read(
            """
            {"version": 1, "confidentialMemory": true, "hardware": ["tdx:00112233445566778899aabbccddeeff"],
             "platforms": {
               "tdx": {"statuses": {"UpToDate": "always", "SWHardeningNeeded": "2027-01-01T00:00:00Z"},
                       "advisories": {"INTEL-SA-00837": "2027-01-01T00:00:00Z"}, "minimumEvaluationNumber": 17,
                       "registers": {"rtmr3": ["00"]}, "refuse": ["cached-keys"]},
               "sev-snp": {"minimumTCB": {"Milan": {"snp": 24, "microcode": 219}}, "require": ["alias-check"], "privilegeLevels": [0, 2]},
               "nitro": {}}}
            """)
        #expect(policy.confidentialMemory && policy.hardware?.count == 1 && policy.platforms.count == 3)
        let tdx = try #require(policy.platforms[.tdx])
        #expect(tdx.statuses[.softwareHardeningNeeded] == .until(1_798_761_600) && tdx.statuses[.outOfDate] == nil)
        #expect(tdx.refused == [.cachedKeys] && tdx.minimumEvaluationNumber == 17 && tdx.dangers.isEmpty)
        #expect(policy.platforms[.sevSNP]?.privilegeLevels == [0, 2] && policy.platforms[.sevSNP]?.required == [.aliasCheck])
        #expect(policy.platforms[.sgx] == nil)
    }

    @Test func `[9][10] What a platform does not have, a wrong word and a wrong value are refused`() {
        let zeros = String(repeating: "00", count: 32)
        let seventeen = Array(repeating: "0", count: 17).joined(separator: ",")
        let many = "[" + (0...TrustFile.maximumEntries).map { "\"\(UInt32($0).bigEndianHex)\"" }.joined(separator: ",") + "]"
        let wrong: [String] = [
            "", "[]", "{}", "{\"version\": 2, \"platforms\": {}}", "{\"version\": 1, \"platforms\": {}, \"more\": 1}",
            platform("software-tee", ""), platform("TDX", ""), platform("tdx", "\"debug\": true"),
            platform("tdx", "\"statuses\": {\"Perfect\": \"always\"}"), platform("tdx", "\"statuses\": {\"OutOfDate\": \"soon\"}"),
            platform("tdx", "\"signers\": []"), platform("nitro", "\"statuses\": {}"), platform("sev-snp", "\"statuses\": {}"),
            platform("tdx", "\"registers\": {\"mrenclave\": []}"), platform("tdx", "\"registers\": {\"mrtd\": [\"0\"]}"),
            platform("sev-snp", "\"require\": [\"cached-keys\"]"), platform("sev-snp", "\"minimumTCB\": {\"Rome\": {}}"),
            platform("sev-snp", "\"minimumTCB\": {\"Milan\": {\"bios\": 1}}"), platform("sev-snp", "\"privilegeLevels\": [4]"),
            platform("tdx", "\"dangers\": [\"allowDebug\"]"), platform("tdx", "\"serviceDomains\": [\"00\"]"),
            platform("sgx", "\"signers\": [{\"mrsigner\": \"00\", \"product\": 1, \"minimumVersion\": 1}]"),
            platform("sgx", "\"signers\": [{\"mrsigner\": \"\(zeros)\", \"product\": 1}]"),
            platform("sgx", "\"signers\": [{\"mrsigner\": \"\(zeros)\", \"product\": 1, \"minimumVersion\": 1, \"more\": 1}]"),
            platform("tdx", "\"advisories\": {\"INTEL-SA-1\": \"soon\"}"), platform("tdx", "\"minimumModuleVersions\": [\(seventeen)]"),
            platform("sgx", "\"minimumComponents\": [\(seventeen)]"), platform("sgx", "\"minimumComponents\": [256]"),
            platform("sgx", "\"minimumModuleVersions\": [1]"), platform("tdx", "\"minimumConfigurationVersion\": 1"),
            platform("tdx", "\"registers\": {\"mrtd\": [\"\"]}"), platform("tdx", "\"registers\": {\"mrtd\": \(many)}"),
            platform("tpm", "\"registers\": {\"sha1:pcr0\": []}"), platform("tpm", "\"registers\": {\"pcr32\": []}"),
            platform("tdx", "\"bits\": {\"xfam\": {\"mask\": \"01\", \"value\": \"03\"}}"),
            platform("tdx", "\"bits\": {\"xfam\": {\"mask\": \"0\", \"value\": \"0\"}}"),
            platform("tdx", "\"bits\": {\"xfam\": {\"mask\": \"01\"}}"),
            platform("tdx", "\"bits\": {\"mrenclave\": {\"mask\": \"01\", \"value\": \"01\"}}"),
            platform("tdx", "\"bits\": {\"xfam\": {\"mask\": \"01\", \"value\": \"01\", \"more\": 1}}"),
            platform("sev-snp", "\"signingKeys\": [\"vek\"]"), platform("sev-snp", "\"signingKeys\": [\"vcek\", \"vcek\"]"),
            platform("sev-snp", "\"minimumABI\": \"1\""), platform("sev-snp", "\"minimumABI\": \"1.055\""),
            platform("sev-snp", "\"minimumABI\": \"1.256\""), platform("sev-snp", "\"minimumFirmware\": \"1.55\""),
            platform("sev-snp", "\"minimumFirmware\": \"1.-5.1\""), platform("sev-snp", "\"mitigations\": [64]"),
            platform("sev-snp", "\"minimumLevels\": {\"best\": {}}"),
            platform("sev-snp", "\"minimumLevels\": {\"launch\": {\"Rome\": {}}}"),
            platform("sev-snp", "\"require\": [\"kss\"]"), platform("sgx", "\"require\": [\"lass\"]"), platform("nitro", "\"require\": []"),
            platform("tpm", "\"require\": [\"secure-boot\"]"), platform("azure-snp", "\"providers\": null"),
            "{\"version\": 1, \"platforms\": {}, \"hardware\": [\"tdx:00\"]}", "{\"version\": 1, \"platforms\": {}, \"platforms\": {}}",
            "{\"version\": 1, \"platforms\": []}", "{\"version\": 1, \"platforms\": {}, \"hardware\": 1}", "\u{feff}" + platform("tdx", ""),
            String(repeating: "[", count: 60_000), "\0",
            String(repeating: " ", count: EvidencePolicy.maximumLength) + platform("tdx", ""),
        ]
        for text in wrong { #expect(isRefused(text), "\(text)") }
    }

    @Test func `[9][10] A wrong member is named by its place`() {
        for (entry, place) in [
            ("\"minimumABI\": \"x\"", "platforms → sev-snp → minimumABI"), ("\"mitigations\": [64]", "platforms → sev-snp → mitigations"),
            ("\"minimumLevels\": {\"launch\": {\"Rome\": {}}}", "platforms → sev-snp → minimumLevels → launch"),
            ("\"signers\": []", "platforms → sev-snp → signers"), ("\"statuses\": {}", "platforms → sev-snp → statuses"),
        ] {
            do throws(AttestationError) {
                _ = try read(platform("sev-snp", entry))
                Issue.record("\(entry) was read")
            } catch { #expect(error.message.contains(place), "\(error)") }
        }
    }

    @Test func `[15] A list of machines and confidential memory are demanded of every platform`() throws {
        let policy = try read(
            "{\"version\": 1, \"confidentialMemory\": true, \"hardware\": [\"tpm:0011223344556677\"], \"platforms\": {\"tpm\": {}}}")
        let report = try MadeDetails.tpm()
        let codes = policy.requirements(for: .tpm).flatMap { $0.failures(in: report, at: 0) }.map(\.code)
        #expect(codes == [.hardwareNotAccepted, .memoryNotConfidential])
        #expect(policy.requirements(for: .tpm).allSatisfy { !$0.summary.isEmpty })
    }

    @Test func `Of two policies for one platform the last holds`() {
        var last = PlatformPolicy(.tdx)
        last.minimumEvaluationNumber = 9
        #expect(EvidencePolicy([PlatformPolicy(.tdx), last]).platforms == [.tdx: last])
    }

    @Test func `[3] Nothing dangerous is on unless it is spelt out`() throws {
        for platform in EvidencePolicy.verifiedPlatforms {
            #expect(PlatformPolicy(platform).dangers.isEmpty && PlatformPolicy.strict(platform).dangers.isEmpty)
            #expect(PlatformPolicy(platform).requirements.contains { $0 is DebuggingIsOff })
            #expect(PlatformPolicy(platform).statuses == [.upToDate: .always])
        }
        let spelt = try #require(try read(platform("tdx", "\"dangers\": [\"unsafeAllowDebug\"]")).platforms[.tdx])
        #expect(!spelt.requirements.contains { $0 is DebuggingIsOff } && spelt.requirements.contains { $0 is ExceptionsAreDisabled })
    }

    @Test func `[10] The strict policy asks for the alias check, for mended firmware and for confidential memory`() {
        let strict = EvidencePolicy.strict
        #expect(strict.confidentialMemory && strict.platforms[.tpm] == nil)
        #expect(strict.platforms[.sevSNP]?.required == [.aliasCheck])
        #expect(MinimumTCB.isAtLeastSB3019(strict.platforms[.sevSNP]?.minimumTCB) && !MinimumTCB.isAtLeastSB3019(nil))
        #expect(!MinimumTCB.isAtLeastSB3019(["Milan": ["snp": 0x17, "microcode": 0xdb]]))
        #expect(!MinimumTCB.isAtLeastSB3019(["Milan": ["snp": 0x18]]) && MinimumTCB.isAtLeastSB3019(["Turin": [:]]))
    }

    @Test func `[9] An acceptance ends, inclusively`() throws {
        let end = try #require(Acceptance("2027-01-01T00:00:00Z"))
        #expect(end.holds(at: 1_798_761_600) && !end.holds(at: 1_798_761_601) && Acceptance("always")?.holds(at: .max) == true)
        #expect(Acceptance("") == nil && Acceptance("1969-12-31T00:00:00Z") == nil)
    }
}

extension UInt32 {
    /// Four bytes in hexadecimal.
    fileprivate var bigEndianHex: String { (0..<4).map { UInt8(truncatingIfNeeded: self >> (24 - 8 * $0)) }.hex }
}
