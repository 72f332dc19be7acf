import Testing

@testable import Attestation

/// Every demand that a policy can make of SEV-SNP: met, and not met with all that was found and wanted.
@Suite struct GuestPolicyTests {
    private static let vlek = "ACME cloud"

    @Test(arguments: [
        PolicyCase(.sevSNP, "", try MadeDetails.guest()),
        PolicyCase(.sevSNP, "", try MadeDetails.guest(provider: vlek)),
        PolicyCase(.sevSNP, #""signingKeys": ["vcek"]"#, try MadeDetails.guest()),
        PolicyCase(
            .sevSNP, #""signingKeys": ["vcek"]"#, try MadeDetails.guest(provider: vlek), "SIGNING_KEY_NOT_ACCEPTED: found vlek, wanted vcek"
        ),
        PolicyCase(
            .sevSNP, #""signingKeys": ["vlek"]"#, try MadeDetails.guest(), "SIGNING_KEY_NOT_ACCEPTED: found vcek, wanted vlek"),
        PolicyCase(.sevSNP, #""providers": ["ACME cloud", "other"]"#, try MadeDetails.guest(provider: vlek)),
        PolicyCase(
            .sevSNP, #""signingKeys": [], "providers": ["ACME"]"#, try MadeDetails.guest(provider: vlek),
            "SIGNING_KEY_NOT_ACCEPTED: found vlek, wanted an accepted key, of which none is listed",
            "SIGNING_KEY_NOT_ACCEPTED: found the provider ACME cloud, wanted ACME"),
    ]) func `[6] Only accepted kinds of keys, and of providers' keys only accepted providers', sign`(_ one: PolicyCase) throws {
        try one.check()
    }

    @Test(arguments: [
        PolicyCase(.sevSNP, #""minimumABI": "0.31""#, try MadeDetails.guest()),
        PolicyCase(
            .sevSNP, #""minimumABI": "1.0""#, try MadeDetails.guest(),
            "GUEST_POLICY_NOT_ACCEPTED: found a policy for interface 0.31, wanted 1.0 or later"),
        PolicyCase(.sevSNP, #""minimumABI": "1.5""#, try MadeDetails.guest { $0[8...9] = [9, 1] }),
        PolicyCase(.sevSNP, #""minimumFirmware": "1.55.29""#, try MadeDetails.guest()),
        PolicyCase(
            .sevSNP, #""minimumFirmware": "1.55.29""#, try MadeDetails.guest { $0[0x1ec] = 28 },
            "TCB_TOO_LOW: found committed firmware 1.55.28, wanted 1.55.29 or later"),
        PolicyCase(
            .sevSNP, #""minimumFirmware": "2.0.0""#, try MadeDetails.guest(),
            "TCB_TOO_LOW: found current firmware 1.55.29, wanted 2.0.0 or later",
            "TCB_TOO_LOW: found committed firmware 1.55.29, wanted 2.0.0 or later"),
        PolicyCase(.sevSNP, #""mitigations": [0]"#, try MadeDetails.guest(MadeReport(version: 5))),
        PolicyCase(
            .sevSNP, #""mitigations": [0, 1]"#, try MadeDetails.guest(MadeReport(version: 5)),
            "PLATFORM_INFO_NOT_ACCEPTED: found current mitigations 0x1, wanted 0x3 in them"),
        PolicyCase(
            .sevSNP, #""mitigations": [63]"#, try MadeDetails.guest(),
            "PLATFORM_INFO_NOT_ACCEPTED: found launch mitigations not told, wanted 0x8000000000000000 in them",
            "PLATFORM_INFO_NOT_ACCEPTED: found current mitigations not told, wanted 0x8000000000000000 in them"),
        PolicyCase(.sevSNP, #""minimumGuestVersion": 287454020"#, try MadeDetails.guest()),
        PolicyCase(
            .sevSNP, #""minimumGuestVersion": 287454021"#, try MadeDetails.guest(),
            "SECURITY_VERSION_TOO_LOW: found GUEST_SVN 287454020, wanted 287454021 or later"),
        PolicyCase(.sevSNP, #""privilegeLevels": [0, 3]"#, try MadeDetails.guest { $0[0x30] = 3 }),
        PolicyCase(.sevSNP, "", try MadeDetails.guest { $0[0x30] = 2 }, "VMPL_NOT_ACCEPTED: found VMPL 2, wanted VMPL 0"),
    ]) func `[10] Interface, firmware, mitigations, the guest's version and its privilege are as demanded`(_ one: PolicyCase) throws {
        try one.check()
    }

    private static let milan = #""minimumTCB": {"Milan": {"snp": 24, "microcode": 219}}"#

    @Test(arguments: [
        PolicyCase(.sevSNP, milan, try MadeDetails.guest()),
        PolicyCase(
            .sevSNP, milan, try MadeDetails.guest { ($0[0x186], $0[0x1f7]) = (23, 218) },
            "TCB_TOO_LOW: found reported snp 23, wanted 24 or later on Milan",
            "TCB_TOO_LOW: found launch microcode 218, wanted 219 or later on Milan"),
        PolicyCase(
            .sevSNP, milan, try MadeDetails.guest { ($0[0x3e], $0[0x1e6]) = (23, 23) },
            "TCB_TOO_LOW: found committed snp 23, wanted 24 or later on Milan",
            "TCB_TOO_LOW: found current snp 23, wanted 24 or later on Milan"),
        PolicyCase(
            .sevSNP, #""minimumTCB": {"Milan": {"fmc": 1}}"#, try MadeDetails.guest(),
            "TCB_TOO_LOW: found reported fmc absent, wanted 1 or later on Milan",
            "TCB_TOO_LOW: found committed fmc absent, wanted 1 or later on Milan",
            "TCB_TOO_LOW: found launch fmc absent, wanted 1 or later on Milan",
            "TCB_TOO_LOW: found current fmc absent, wanted 1 or later on Milan"),
        PolicyCase(.sevSNP, #""minimumTCB": {"Genoa": {}}"#, try MadeDetails.guest(), "TCB_TOO_LOW: found Milan, wanted Genoa"),
        PolicyCase(
            .sevSNP, #""minimumLevels": {"committed": {"Milan": {"snp": 24}}}"#,
            try MadeDetails.guest { ($0[0x186], $0[0x1f6]) = (23, 23) }),
        PolicyCase(
            .sevSNP, #""minimumLevels": {"launch": {"Milan": {"tee": 1}}, "reported": {"Milan": {"bootloader": 5}}}"#,
            try MadeDetails.guest(),
            "TCB_TOO_LOW: found reported bootloader 4, wanted 5 or later on Milan",
            "TCB_TOO_LOW: found launch tee 0, wanted 1 or later on Milan"),
        PolicyCase(
            .sevSNP, "", try MadeDetails.guest { ($0[0x3f], $0[0x1ec]) = (218, 30) },
            "TCB_TOO_LOW: found current bl 4 tee 0 snp 24 ucode 218, wanted at least committed bl 4 tee 0 snp 24 ucode 219",
            "TCB_TOO_LOW: found current firmware 1.55.29, wanted at least committed 1.55.30"),
    ]) func `[10] Every component at every level is held against its own lowest version`(_ one: PolicyCase) throws { try one.check() }

    @Test(arguments: [
        PolicyCase(
            .sevSNP, "", try MadeDetails.guest { ($0[0x0a], $0[0x160]) = (0x07, 0xfe) },
            "GUEST_POLICY_NOT_ACCEPTED: found policy-migration on, wanted policy-migration off",
            "GUEST_POLICY_NOT_ACCEPTED: found a migration agent bound, wanted none"),
        PolicyCase(
            .sevSNP, #""dangers": ["unsafeAllowMigration"]"#, try MadeDetails.guest { ($0[0x0a], $0[0x160]) = (0x07, 0xfe) }),
        PolicyCase(
            .sevSNP, #""registers": {"author_key_digest": ["00"]}"#, try MadeDetails.guest(),
            "REGISTER_NOT_ACCEPTED: found author_key_digest absent, wanted 00"),
        PolicyCase(
            .sevSNP, #""registers": {"author_key_digest": ["\#(Samples.bytes(0xd2, 48).hexadecimal)"]}"#,
            try MadeDetails.guest(MadeReport(flags: 1))),
        PolicyCase(.sevSNP, #""require": ["provisional-firmware"]"#, try MadeDetails.guest { $0[0x1ec] = 28 }),
        PolicyCase(.sevSNP, #""require": ["provisional-firmware"]"#, try MadeDetails.guest { $0[0x1e0] = 3 }),
        PolicyCase(
            .sevSNP, #""refuse": ["provisional-firmware"]"#, try MadeDetails.guest { $0[0x1ec] = 28 },
            "PLATFORM_INFO_NOT_ACCEPTED: found provisional-firmware on, wanted provisional-firmware off"),
        PolicyCase(
            .sevSNP, #""require": ["author-key", "masked-chip-key", "provisional-firmware"]"#, try MadeDetails.guest(),
            "PLATFORM_INFO_NOT_ACCEPTED: found author-key off, wanted author-key on",
            "PLATFORM_INFO_NOT_ACCEPTED: found masked-chip-key off, wanted masked-chip-key on",
            "PLATFORM_INFO_NOT_ACCEPTED: found provisional-firmware off, wanted provisional-firmware on"),
    ]) func `[10][15] Migration, owners' keys and firmware that can be taken back are told`(_ one: PolicyCase) throws { try one.check() }

    /// Of PLATFORM_INFO at 0x40, and of POLICY at 0x08.
    private static let settings: [(String, Int, Int)] = [
        ("smt", 0x40, 0), ("tsme", 0x40, 1), ("ecc", 0x40, 2), ("rapl-disabled", 0x40, 3), ("ciphertext-hiding", 0x40, 4),
        ("alias-check", 0x40, 5), ("policy-smt", 0x08, 16), ("policy-single-socket", 0x08, 20), ("policy-cxl", 0x08, 21),
        ("policy-aes-256-xts", 0x08, 22), ("policy-rapl-disabled", 0x08, 23), ("policy-ciphertext-hiding", 0x08, 24),
        ("policy-page-swap-disabled", 0x08, 25), ("policy-migration", 0x08, 18),
    ]

    @Test(arguments: settings) func `[10] Each setting is its own bit, and no other`(_ name: String, _ offset: Int, _ bit: Int) throws {
        let trait = try #require(PlatformTrait(rawValue: name))
        for isOn in [false, true] {
            let report = try MadeDetails.guest { bytes in
                // All other bits are the other way round.
                for index in 0..<8 { bytes[offset + index] = isOn ? 0 : 0xff }
                bytes[offset + bit / 8] ^= 1 << UInt8(bit % 8)
            }
            let code: AppraisalFailure.Code = offset == 8 ? .guestPolicyNotAccepted : .platformInfoNotAccepted
            let (required, refused) = (TraitsAreAccepted(required: [trait], refused: []), TraitsAreAccepted(required: [], refused: [trait]))
            #expect(required.failures(in: report, at: 0).map(\.code) == (isOn ? [] : [code]))
            #expect(refused.failures(in: report, at: 0).map(\.code) == (isOn ? [code] : []))
        }
    }
}

extension [UInt8] {
    /// Hexadecimal, for texts that are put together where tests are declared.
    var hexadecimal: String { hex }
}
