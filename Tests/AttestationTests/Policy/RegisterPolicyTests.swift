import Testing
import Wire

@testable import Attestation

/// Every register that a policy can name, with the bytes that stand for it in evidence.
@Suite struct RegisterPolicyTests {
    private static let enclave: [String: [UInt8]] = [
        "mrenclave": Samples.bytes(0x11, 32), "mrsigner": Samples.bytes(0x55, 32), "config_id": Samples.bytes(0xe2, 64),
        "family_id": Samples.bytes(0xe3, 16), "ext_prod_id": Samples.bytes(0xe1, 16), "miscselect": [4, 3, 2, 1],
        "attributes": [5, 0, 0, 0, 0, 0, 0, 0, 0xe7, 0, 0, 0, 0, 0, 0, 0], "cpusvn": (1...16).map { UInt8($0) },
        "report_data": QuoteSample.reportData,
    ]
    private static let domain: [String: [UInt8]] = [
        "mrtd": Samples.bytes(0x22, 48), "rtmr0": Samples.bytes(0xb0, 48), "rtmr1": Samples.bytes(0xb1, 48),
        "rtmr2": Samples.bytes(0xb2, 48), "rtmr3": Samples.bytes(0xb3, 48), "mrseam": Samples.bytes(0x61, 48),
        "mrsignerseam": Samples.bytes(0, 48), "mrconfigid": Samples.bytes(0x63, 48), "mrowner": Samples.bytes(0x64, 48),
        "mrownerconfig": Samples.bytes(0x65, 48), "mrservicetd": Samples.bytes(0x66, 48), "tdattributes": [0, 0, 0, 0x10, 0, 0, 0, 0],
        "seamattributes": Samples.bytes(0, 8), "xfam": [0xe7, 2, 0, 0, 0, 0, 0, 0], "tee_tcb_svn": [7, 0, 3] + Samples.bytes(0, 13),
        "tee_tcb_svn2": [7, 0, 4] + Samples.bytes(0, 13), "report_data": QuoteSample.reportData,
    ]
    private static let guest: [String: [UInt8]] = [
        "measurement": Samples.bytes(0x4d, 48), "host_data": MadeReport().hostData, "id_key_digest": Samples.bytes(0xd1, 48),
        "author_key_digest": Samples.bytes(0xd2, 48), "family_id": Samples.bytes(0xf1, 16), "image_id": Samples.bytes(0xf2, 16),
        "report_id": Samples.bytes(0x1d, 32), "report_id_ma": Samples.bytes(0xff, 32), "chip_id": MadeReport().chip,
        "policy": [0x1f, 0, 3, 0, 0, 0, 0, 0], "platform_info": [0x25, 0, 0, 0, 0, 0, 0, 0], "report_data": MadeReport.reportData,
    ]
    private static let nitro: [String: [UInt8]] = {
        let registers = (0..<16).map { ("pcr\($0)", Samples.bytes(UInt8($0 + 1), 48)) }
        let others: [(String, [UInt8])] = [
            ("user_data", Samples.bytes(5, 64) + [2] + Samples.bytes(6, 31)), ("nonce", Samples.bytes(4, 20)), ("public_key", [1, 2, 3]),
        ]
        return Dictionary(uniqueKeysWithValues: registers + others)
    }()
    private static let tpm: [String: [UInt8]] = {
        var values: [String: [UInt8]] = [
            "extra_data": Samples.bytes(3, 32), "firmware_version": [0, 0, 0, 0, 0, 0, 1, 2], "qualified_signer": Samples.bytes(8, 34),
        ]
        for register in [0, 4, 9] as [UInt8] {
            values["pcr\(register)"] = Samples.bytes(register + 1, 32)
            values["sha256:pcr\(register)"] = Samples.bytes(register + 1, 32)
            values["sha384:pcr\(register)"] = Samples.bytes(register + 1, 48)
        }
        return values
    }()

    private static func domain(_ body: inout [UInt8]) {
        body.replaceSubrange(16..<64, with: Samples.bytes(0x61, 48))
        body.replaceSubrange(184..<328, with: Samples.bytes(0x63, 48) + Samples.bytes(0x64, 48) + Samples.bytes(0x65, 48))
        body.replaceSubrange(128..<130, with: [0xe7, 2])
        body.replaceSubrange(600..<648, with: Samples.bytes(0x66, 48))
    }

    private static func sample(_ platform: Platform) throws -> (AuthenticReport, [String: [UInt8]]) {
        let paravisor = tpm.merging(["user_data": Samples.bytes(0x0d, 64)]) { first, _ in first }
        switch platform {
        case .sgx: return (try MadeDetails.enclave(), enclave)
        case .tdx: return (try MadeDetails.domain(MadePlatform(), domain), Self.domain)
        case .sevSNP: return (try MadeDetails.guest(MadeReport(flags: 1)), guest)
        case .nitro: return (try MadeDetails.nitro(), nitro)
        case .tpm: return (try MadeDetails.tpm(), tpm)
        case .azureSNP:
            let hardware = try PlatformDetails.snp(MadeDetails.guestDetails(MadeReport(flags: 1), provider: nil) { _ in })
            return (try MadeDetails.azure(hardware), guest.merging(paravisor) { first, _ in first })
        default:
            let hardware = try PlatformDetails.tdx(MadeDetails.domainDetails(MadePlatform(), domain))
            return (try MadeDetails.azure(hardware), Self.domain.merging(paravisor) { first, _ in first })
        }
    }

    @Test(arguments: EvidencePolicy.verifiedPlatforms) func `[10] Each register that can be named is its own field of the evidence`(
        _ platform: Platform
    ) throws {
        let (report, expected) = try Self.sample(platform)
        let registers = SignedRegister.registers(of: platform)
        #expect(Set(registers).count == registers.count && Set(expected.keys).isSubset(of: registers.map(\.description)))
        for register in registers {
            let value = expected[register.description]
            #expect(report.details[register] == value, "\(register)")
            func failures(_ accepted: [UInt8]) throws -> [String] {
                let policy = try EvidencePolicy(
                    json: Array(
                        "{\"version\": 1, \"platforms\": {\"\(platform)\": {\"registers\": {\"\(register)\": [\"\(accepted.hex)\"]}}}}".utf8
                    ))
                return policy.platforms[platform]?.requirements.filter { $0 is RegisterIsAccepted }
                    .flatMap { $0.failures(in: report, at: 0) }.map(\.description) ?? []
            }
            guard let value else {
                #expect(try failures([7]) == ["REGISTER_NOT_ACCEPTED: found \(register) absent, wanted 07"])
                continue
            }
            #expect(try failures(value).isEmpty)
            for wrong in [Array(value.dropLast()) + [0xa5], value + [0], [0xa5]] {
                #expect(try failures(wrong) == ["REGISTER_NOT_ACCEPTED: found \(register) \(value.hex), wanted \(wrong.hex)"])
            }
        }
    }

    @Test(arguments: [
        PolicyCase(
            .tdx, #""bits": {"xfam": {"mask": "0300000000000000", "value": "0300000000000000"}}"#, try MadeDetails.domain()),
        PolicyCase(
            .tdx, #""bits": {"xfam": {"mask": "ff02000000000000", "value": "e702000000000000"}}"#, try MadeDetails.domain(),
            "REGISTER_NOT_ACCEPTED: found xfam e700000000000000, wanted e702000000000000 in the bits ff02000000000000"),
        PolicyCase(
            .sgx, #""bits": {"miscselect": {"mask": "ffffffff", "value": "04030201"}, "attributes": {"mask": "02", "value": "00"}}"#,
            try MadeDetails.enclave(),
            "REGISTER_NOT_ACCEPTED: found attributes 0500000000000000e700000000000000, wanted 00 in the bits 02"),
        PolicyCase(
            .sevSNP, #""bits": {"author_key_digest": {"mask": "00", "value": "00"}}"#, try MadeDetails.guest(),
            "REGISTER_NOT_ACCEPTED: found author_key_digest absent, wanted 00 in the bits 00"),
    ]) func `[10] Bits of a register are demanded one by one, over all of its length`(_ one: PolicyCase) throws { try one.check() }

    @Test func `[10] What is wrong with several registers is told in the order of their names`() throws {
        let wrong = Samples.bytes(0xa5, 48).hexadecimal
        try PolicyCase(
            .tdx, #""registers": {"rtmr1": ["\#(wrong)"], "mrseam": ["\#(wrong)"]}"#, try MadeDetails.domain(),
            "REGISTER_NOT_ACCEPTED: found mrseam \(Samples.bytes(0, 48).hexadecimal), wanted \(wrong)",
            "REGISTER_NOT_ACCEPTED: found rtmr1 \(Samples.bytes(0xb1, 48).hexadecimal), wanted \(wrong)"
        ).check()
    }

    @Test func `[10] Bits that nothing could meet are none`() {
        #expect(RegisterBits(mask: [1], value: [1]) != nil && RegisterBits(mask: [1], value: [3]) == nil)
        #expect(RegisterBits(mask: [], value: []) == nil && RegisterBits(mask: [1], value: [1, 0]) == nil)
    }

    private static let dark = #""secure-boot":false,"tpm-enabled":false"#
    private static let azure = #""require": ["secure-boot", "tpm-enabled", "clock-safe"], "refuse": ["console-enabled"]"#

    @Test(arguments: [
        PolicyCase(.azureSNP, azure, try MadeDetails.azure(.snp(MadeDetails.guestDetails(MadeReport(), provider: nil) { _ in }))),
        PolicyCase(.azureTDX, azure, try MadeDetails.azure(.tdx(MadeDetails.domainDetails(MadePlatform()) { _ in }))),
        PolicyCase(
            .azureSNP, azure, try MadeDetails.azure(.snp(MadeDetails.guestDetails(MadeReport(), provider: nil) { _ in }), dark),
            "PLATFORM_INFO_NOT_ACCEPTED: found secure-boot off, wanted secure-boot on",
            "PLATFORM_INFO_NOT_ACCEPTED: found tpm-enabled off, wanted tpm-enabled on",
            "PLATFORM_INFO_NOT_ACCEPTED: found console-enabled not told, wanted console-enabled off"),
        PolicyCase(.tpm, #""require": ["clock-safe"]"#, try MadeDetails.tpm()),
        PolicyCase(
            .tpm, #""refuse": ["clock-safe"]"#, try MadeDetails.tpm(),
            "PLATFORM_INFO_NOT_ACCEPTED: found clock-safe on, wanted clock-safe off"),
        PolicyCase(
            .nitro, "", try MadeDetails.nitro { $0["pcrs"] = MadeDocument.registers([0: Samples.bytes(0, 48)]) },
            "DEBUG_ENABLED: found a node that can be debugged, wanted one that cannot"),
        PolicyCase(
            .nitro, #""dangers": ["unsafeAllowDebug"]"#,
            try MadeDetails.nitro { $0["pcrs"] = MadeDocument.registers([0: Samples.bytes(0, 48)]) }),
    ]) func `[3][10] Settings of paravisors and TPMs, and Nitro's debugging`(_ one: PolicyCase) throws { try one.check() }
}
