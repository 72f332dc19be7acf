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
        let wrong = [
            "", "[]", "{}", "{\"version\": 2, \"platforms\": {}}", "{\"version\": 1, \"platforms\": {}, \"more\": 1}",
            platform("software-tee", ""), platform("TDX", ""), platform("tdx", "\"debug\": true"),
            platform("tdx", "\"statuses\": {\"Perfect\": \"always\"}"), platform("tdx", "\"statuses\": {\"OutOfDate\": \"soon\"}"),
            platform("tdx", "\"signers\": []"), platform("nitro", "\"statuses\": {}"), platform("sev-snp", "\"statuses\": {}"),
            platform("tdx", "\"registers\": {\"mrenclave\": []}"), platform("tdx", "\"registers\": {\"mrtd\": [\"0\"]}"),
            platform("sev-snp", "\"require\": [\"cached-keys\"]"), platform("sev-snp", "\"minimumTCB\": {\"Rome\": {}}"),
            platform("sev-snp", "\"minimumTCB\": {\"Milan\": {\"bios\": 1}}"), platform("sev-snp", "\"privilegeLevels\": [4]"),
            platform("tdx", "\"dangers\": [\"allowDebug\"]"), platform("tdx", "\"serviceDomains\": [\"00\"]"),
            platform("sgx", "\"signers\": [{\"mrsigner\": \"00\", \"product\": 1, \"minimumVersion\": 1}]"),
        ]
        for text in wrong { #expect(isRefused(text), "\(text)") }
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
    }

    @Test func `[9] An acceptance ends, inclusively`() throws {
        let end = try #require(Acceptance("2027-01-01T00:00:00Z"))
        #expect(end.holds(at: 1_798_761_600) && !end.holds(at: 1_798_761_601) && Acceptance("always")?.holds(at: .max) == true)
        #expect(Acceptance("") == nil && Acceptance("1969-12-31T00:00:00Z") == nil)
    }
}
