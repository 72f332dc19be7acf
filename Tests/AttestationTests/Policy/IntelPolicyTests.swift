import Testing
import Wire

@testable import Attestation

/// Every demand that a policy can make of SGX and TDX: met, and not met with all that was found and wanted.
@Suite struct IntelPolicyTests {
    private static let signer = Samples.bytes(0x55, 32).hexadecimal
    private static let stranger = Samples.bytes(0x56, 32).hexadecimal

    @Test(arguments: [
        PolicyCase(.sgx, "", try MadeDetails.enclave()),
        PolicyCase(
            .sgx, #""signers": [{"mrsigner": "\#(signer)", "product": 4660, "minimumVersion": 22136}]"#, try MadeDetails.enclave()),
        PolicyCase(
            .sgx, #""signers": [{"mrsigner": "\#(signer)", "product": 4660, "minimumVersion": 22137}]"#, try MadeDetails.enclave(),
            "SIGNER_NOT_ACCEPTED: found signer \(signer) product 4660 version 22136, "
                + "wanted signer \(signer) product 4660 version 22137 or later"),
        PolicyCase(
            .sgx, #""signers": [{"mrsigner": "\#(signer)", "product": 4661, "minimumVersion": 0}]"#, try MadeDetails.enclave(),
            "SIGNER_NOT_ACCEPTED: found signer \(signer) product 4660 version 22136, "
                + "wanted signer \(signer) product 4661 version 0 or later"),
        PolicyCase(
            .sgx, #""signers": [{"mrsigner": "\#(stranger)", "product": 4660, "minimumVersion": 0}]"#, try MadeDetails.enclave(),
            "SIGNER_NOT_ACCEPTED: found signer \(signer) product 4660 version 22136, "
                + "wanted signer \(stranger) product 4660 version 0 or later"),
        PolicyCase(
            .sgx, #""signers": []"#, try MadeDetails.enclave { $0[128] = 0 },
            "SIGNER_NOT_ACCEPTED: found signer 00\(signer.dropFirst(2)) product 4660 version 22136, "
                + "wanted an accepted signer, of which none is listed"),
        PolicyCase(.sgx, #""minimumConfigurationVersion": 39612"#, try MadeDetails.enclave { $0[48] |= 0x80 }),
        PolicyCase(
            .sgx, #""minimumConfigurationVersion": 39613"#, try MadeDetails.enclave { $0[48] |= 0x80 },
            "SECURITY_VERSION_TOO_LOW: found CONFIGSVN 39612, wanted 39613 or later"),
        PolicyCase(
            .sgx, #""minimumConfigurationVersion": 1"#, try MadeDetails.enclave(),
            "SECURITY_VERSION_TOO_LOW: found no CONFIGSVN, as KSS is off, wanted 1 or later"),
        PolicyCase(
            .sgx, #""require": ["kss", "cet", "aex-notify"]"#, try MadeDetails.enclave { ($0[48], $0[49]) = (0xc5, 0x04) }),
        PolicyCase(
            .sgx, #""require": ["kss", "aex-notify"], "refuse": ["cet"]"#, try MadeDetails.enclave { $0[48] |= 0x40 },
            "ATTRIBUTES_NOT_ACCEPTED: found aex-notify off, wanted aex-notify on",
            "ATTRIBUTES_NOT_ACCEPTED: found kss off, wanted kss on", "ATTRIBUTES_NOT_ACCEPTED: found cet on, wanted cet off"),
        PolicyCase(
            .sgx, "", try MadeDetails.enclave { ($0[48], $0[49]) = (0x38, 0x10) },
            "ATTRIBUTES_NOT_ACCEPTED: found INIT off, wanted INIT on",
            "ATTRIBUTES_NOT_ACCEPTED: found MODE64 off, wanted MODE64 on",
            "ATTRIBUTES_NOT_ACCEPTED: found PROVISIONKEY on, wanted PROVISIONKEY off",
            "ATTRIBUTES_NOT_ACCEPTED: found EINITTOKENKEY on, wanted EINITTOKENKEY off",
            "ATTRIBUTES_NOT_ACCEPTED: found reserved attributes in use, wanted reserved attributes zero"),
    ]) func `[3][10] Signer, product, version, configuration and attributes of an enclave`(_ one: PolicyCase) throws { try one.check() }

    private static let other = Samples.bytes(0x5d, 48).hexadecimal
    private static func bound(_ body: inout [UInt8]) { body.replaceSubrange(600..<648, with: Samples.bytes(0x5d, 48)) }

    @Test(arguments: [
        PolicyCase(.tdx, "", try MadeDetails.domain()),
        PolicyCase(.tdx, "", try MadeDetails.domain(MadePlatform(), bound), "SERVICE_TD_NOT_ACCEPTED: found \(other), wanted none"),
        PolicyCase(.tdx, #""serviceDomains": ["\#(other)"]"#, try MadeDetails.domain(MadePlatform(), bound)),
        PolicyCase(.tdx, #""serviceDomains": ["\#(other)"]"#, try MadeDetails.domain()),
        PolicyCase(
            .tdx, #""serviceDomains": ["\#(Samples.bytes(1, 48).hexadecimal)"]"#, try MadeDetails.domain(MadePlatform(), bound),
            "SERVICE_TD_NOT_ACCEPTED: found \(other), wanted none or \(Samples.bytes(1, 48).hexadecimal)"),
        PolicyCase(
            .tdx, "", try MadeDetails.domain { $0[123] = 0 }, "SEPT_VE_NOT_DISABLED: found SEPT_VE_DISABLE off, wanted SEPT_VE_DISABLE on"),
        PolicyCase(.tdx, #""dangers": ["unsafeAllowPageExceptions"]"#, try MadeDetails.domain { $0[123] = 0 }),
        PolicyCase(
            .tdx, "", try MadeDetails.domain { ($0[123], $0[124], $0[128], $0[135]) = (0x30, 1, 0xe5, 1) },
            "ATTRIBUTES_NOT_ACCEPTED: found MIGRATABLE on, wanted MIGRATABLE off",
            "ATTRIBUTES_NOT_ACCEPTED: found reserved attributes in use, wanted reserved attributes zero",
            "ATTRIBUTES_NOT_ACCEPTED: found XFAM without x87 or SSE, wanted XFAM with x87 and SSE",
            "ATTRIBUTES_NOT_ACCEPTED: found reserved bits of XFAM in use, wanted reserved bits of XFAM zero"),
        PolicyCase(
            .tdx, #""require": ["lass", "pks", "key-locker", "perfmon"]"#, try MadeDetails.domain { ($0[123], $0[127]) = (0xd8, 0x80) }),
        PolicyCase(
            .tdx, #""require": ["lass", "pks", "key-locker", "perfmon"]"#, try MadeDetails.domain(),
            "ATTRIBUTES_NOT_ACCEPTED: found key-locker off, wanted key-locker on",
            "ATTRIBUTES_NOT_ACCEPTED: found lass off, wanted lass on", "ATTRIBUTES_NOT_ACCEPTED: found perfmon off, wanted perfmon on",
            "ATTRIBUTES_NOT_ACCEPTED: found pks off, wanted pks on"),
        PolicyCase(.tdx, #""minimumModuleVersions": [7, 0, 3]"#, try MadeDetails.domain()),
        PolicyCase(
            .tdx, #""minimumModuleVersions": [8, 0, 4]"#, try MadeDetails.domain(),
            "TCB_TOO_LOW: found TEE_TCB_SVN 0 7, wanted 8 or later", "TCB_TOO_LOW: found TEE_TCB_SVN 2 3, wanted 4 or later",
            "TCB_TOO_LOW: found TEE_TCB_SVN_2 0 7, wanted 8 or later"),
        PolicyCase(
            .tdx, #""minimumModuleVersions": [7, 0, 4]"#, try MadeDetails.olderDomain(),
            "TCB_TOO_LOW: found TEE_TCB_SVN 2 3, wanted 4 or later"),
    ]) func `[3][11] Service domains, attributes, features and the module of a trust domain`(_ one: PolicyCase) throws { try one.check() }

    @Test func `[9] A version that the platform does not tell is too low`() throws {
        let demand = ModuleVersionsAreAtLeast([UInt8](repeating: 0, count: 17))
        let found = try demand.failures(in: MadeDetails.olderDomain(), at: 100).map(\.description)
        #expect(found == ["TCB_TOO_LOW: found TEE_TCB_SVN 16 absent, wanted 0 or later"])
    }

    @Test(arguments: [
        PolicyCase(
            .sgx, #""minimumComponents": [3, 3, 2, 2, 4, 1, 0, 5], "minimumPCEVersion": 13, "minimumQEVersion": 22136"#,
            try MadeDetails.enclave()),
        PolicyCase(
            .sgx, #""minimumComponents": [0, 4], "minimumPCEVersion": 14, "minimumQEVersion": 22137"#, try MadeDetails.enclave(),
            "TCB_TOO_LOW: found PCK component 1 3, wanted 4 or later", "TCB_TOO_LOW: found PCESVN 13, wanted 14 or later",
            "TCB_TOO_LOW: found quoting enclave 22136, wanted 22137 or later"),
        PolicyCase(.sgx, #""minimumQEVersion": 1"#, try MadeDetails.enclave()),
        PolicyCase(.tdx, #""minimumPCEVersion": 14"#, try MadeDetails.domain(), "TCB_TOO_LOW: found PCESVN 13, wanted 14 or later"),
        PolicyCase(.tdx, #""require": ["smt", "dynamic-platform"], "refuse": ["cached-keys"]"#, try MadeDetails.domain()),
        PolicyCase(
            .sgx, #""require": ["cached-keys"], "refuse": ["dynamic-platform", "smt"]"#, try MadeDetails.enclave(),
            "PLATFORM_INFO_NOT_ACCEPTED: found cached-keys off, wanted cached-keys on",
            "PLATFORM_INFO_NOT_ACCEPTED: found dynamic-platform on, wanted dynamic-platform off",
            "PLATFORM_INFO_NOT_ACCEPTED: found smt on, wanted smt off"),
        PolicyCase(
            .sgx, #""refuse": ["smt"]"#, try MadeDetails.enclave(MadePlatform(flags: nil)),
            "PLATFORM_INFO_NOT_ACCEPTED: found smt not told, wanted smt off"),
        PolicyCase(.tdx, #""minimumEvaluationNumber": 17"#, try MadeDetails.domain()),
        PolicyCase(
            .tdx, #""minimumEvaluationNumber": 18, "statuses": {}"#, try MadeDetails.domain(),
            "TCB_STATUS_NOT_ACCEPTED: found UpToDate, wanted an accepted status, of which none is listed",
            "EVALUATION_TOO_OLD: found evaluation 17, wanted 18 or later"),
    ]) func `[8][9][10] The platform's components, settings and standing`(_ one: PolicyCase) throws { try one.check() }
}
