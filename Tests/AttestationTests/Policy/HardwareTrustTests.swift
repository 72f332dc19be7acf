import Testing
import Wire

@testable import Attestation

@Suite struct HardwareTrustTests {
    private func read(_ platforms: String, _ more: String = "") throws(AttestationError) -> TrustFile {
        try TrustFile(json: Array("{\"version\": 1, \"platforms\": {\(platforms)}\(more)}".utf8))
    }

    private func isRefused(_ platforms: String, _ more: String = "") -> Bool {
        do throws(AttestationError) {
            _ = try read(platforms, more)
            return false
        } catch { return error.code == .invalidTrust }
    }

    @Test func `A file accepts the platforms that it names, with a verifier for each and no other`() throws {
        let trust = try read("\"tdx\": {}, \"sev-snp\": {\"require\": [\"ecc\"]}")
        #expect(Set(trust.hardwareVerifiers().map(\.platform)) == [.tdx, .sevSNP])
        #expect(try TrustFile(json: trust.encoded()) == trust && trust.policy(of: .sgx) == nil)
        #expect(TrustFile().hardwareVerifiers().isEmpty)
    }

    @Test func `A trust file's owner accepts a platform once, and its demands stay`() throws {
        var trust = try TrustFile(json: Array("{\"version\": 1, \"platforms\": {\"tdx\": {\"minimumPCEVersion\": 14}}}".utf8))
        let before = trust
        try trust.accept(.tdx)
        #expect(trust == before)
        try trust.accept(.sgx)
        #expect(trust.policy(of: .sgx) != nil)
        #expect(throws: AttestationError.self) { try trust.accept(.softwareTEE) }
    }

    @Test func `[10] A file that says nothing else is strict: mended firmware, the alias check and a named machine`() throws {
        let trust = try read("\"sev-snp\": {\"require\": [\"ecc\"]}")
        let policy = try #require(trust.policy(of: .sevSNP))
        #expect(trust.profile == .strict && policy.required == [.aliasCheck, .ecc] && policy.minimumTCB == MinimumTCB.afterSB3019)
        let development = try read("\"sev-snp\": {}", ", \"profile\": \"development\"")
        #expect(development.policy(of: .sevSNP)?.required == [] && development.policy(of: .sevSNP)?.minimumTCB == nil)
    }

    @Test func `[9][10][14] What gives protection away is no strict file`() throws {
        let loose = [
            "\"tpm\": {}", "\"tdx\": {\"dangers\": [\"unsafeAllowDebug\"]}", "\"tdx\": {\"statuses\": {\"OutOfDate\": \"always\"}}",
            "\"tdx\": {\"advisories\": {\"INTEL-SA-1\": \"always\"}}", "\"sgx\": {\"statuses\": {\"Revoked\": \"2030-01-01T00:00:00Z\"}}",
            "\"sev-snp\": {\"minimumTCB\": {\"Milan\": {\"snp\": 23}}}",
        ]
        for platforms in loose { #expect(!(try read(platforms)).hardwareShortcomings.isEmpty, "\(platforms)") }
        let careful = "\"tdx\": {\"statuses\": {\"UpToDate\": \"always\", \"OutOfDate\": \"2030-01-01T00:00:00Z\"}}, \"nitro\": {}"
        #expect(try read(careful).hardwareShortcomings.isEmpty)
    }

    @Test func `[3] Debugging is accepted in development alone, and then of the platform that says so`() throws {
        let debug = "\"tdx\": {\"dangers\": [\"unsafeAllowDebug\"]}, \"sgx\": {}"
        #expect(try read(debug).policy.dangers.isEmpty)
        let development = try read(debug, ", \"profile\": \"development\"")
        #expect(development.policy.dangers == [.unsafeAllowDebug])
        #expect(development.policy(of: .sgx)?.requirements.contains { $0 is DebuggingIsOff } == true)
    }

    @Test func `[15] A substitute for a hidden machine is accepted only where it is said to be understood`() throws {
        let bytes = [UInt8](repeating: 1, count: 32)
        let report = AuthenticReport(
            platform: .sevSNP, measurement: try Measurement(platform: .sevSNP, digest: bytes), role: .control, configurationDigest: bytes,
            securityVersion: 0, isDebug: false, hardwareID: try HardwareID(platform: .sevSNP, bytes: bytes), hardwareIDIsSubstitute: true,
            reportData: try ReportData([UInt8](repeating: 3, count: 64)))
        #expect(SubstituteIsAccepted([.nitro]).failures(in: report, at: 0).map(\.code) == [.hardwareNotAccepted])
        #expect(SubstituteIsAccepted([.sevSNP]).failures(in: report, at: 0).isEmpty)
        #expect(!isRefused("", ", \"hardwareSubstitutes\": [\"sev-snp\"]") && isRefused("", ", \"hardwareSubstitutes\": [\"tdx\"]"))
    }

    @Test func `[11] An unknown platform, and a member of another one, are refused`() {
        for platforms in ["\"sev\": {}", "\"tdx\": {\"roots\": []}", "\"tdx\": {\"minimumTCB\": {}}", "\"tdx\": 1"] {
            #expect(isRefused(platforms), "\(platforms)")
        }
    }
}
