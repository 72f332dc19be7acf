import Testing
import Wire

@testable import Attestation

/// Requirements that hold for every platform: what each says when it is met, when it is not, and in words.
@Suite struct RequirementTests {
    private func report(_ platform: Platform = .tdx, role: NodeRole? = nil, substitute: Bool = false) throws -> AuthenticReport {
        AuthenticReport(
            platform: platform, measurement: try Measurement(platform: platform, digest: Samples.bytes(1, 32)), role: role,
            configurationDigest: Samples.bytes(5, 32), securityVersion: 3, isDebug: false,
            hardwareID: try HardwareID(platform: platform, bytes: Samples.bytes(2, 8)), hardwareIDIsSubstitute: substitute,
            reportData: try Samples.reportData())
    }

    private func texts(_ requirement: some AppraisalRequirement, _ report: AuthenticReport, as role: NodeRole = .control) -> [String] {
        #expect(!requirement.summary.isEmpty)
        return requirement.failures(in: report, as: role, at: 100).map(\.description)
    }

    @Test func `[5] A node has the role that is asked for; evidence without one has none`() throws {
        #expect(try texts(RoleMatches(), report(role: .control)).isEmpty)
        #expect(try texts(RoleMatches(), report(role: .executor)) == ["ROLE_MISMATCH: found executor, wanted control"])
        #expect(try texts(RoleMatches(), report()) == ["ROLE_MISMATCH: found no role, wanted control"])
    }

    @Test func `[14] Hardware stands behind every platform but the software TEE`() throws {
        for platform in EvidencePolicy.verifiedPlatforms { #expect(try texts(HardwareStandsBehind(), report(platform)).isEmpty) }
        #expect(try texts(HardwareStandsBehind(), report(.softwareTEE)).count == 1)
    }

    @Test func `[15] Machines, platforms and memory are as the lists say`() throws {
        let machine = try HardwareID(platform: .tdx, bytes: Samples.bytes(2, 8))
        #expect(try texts(HardwareIsAccepted([machine]), report()).isEmpty)
        #expect(
            try texts(HardwareIsAccepted([]), report())
                == ["HARDWARE_NOT_ACCEPTED: found tdx:0202020202020202, wanted an accepted machine, of which none is listed"])
        #expect(try texts(PlatformIsAccepted([.tdx]), report()).isEmpty)
        #expect(try texts(PlatformIsAccepted([.sgx]), report()) == ["PLATFORM_NOT_ACCEPTED: found tdx, wanted sgx"])
        #expect(try texts(PlatformHasPolicy([.tdx]), report()).isEmpty)
        #expect(try texts(PlatformHasPolicy([.sgx, .nitro]), report()) == ["PLATFORM_NOT_ACCEPTED: found tdx, wanted nitro or sgx"])
        for platform in EvidencePolicy.verifiedPlatforms + [.softwareTEE] {
            #expect(try texts(MemoryIsConfidential(), report(platform)).isEmpty == ![.tpm, .softwareTEE].contains(platform))
        }
        #expect(try texts(SubstituteIsAccepted([.tdx]), report(substitute: true)).isEmpty)
        #expect(try texts(SubstituteIsAccepted([]), report(substitute: true)).count == 1)
    }

    @Test func `[11] A demand on one platform is none on another, and is told with its platform`() throws {
        let demand = OnPlatform(.tdx, PlatformHasPolicy([.sgx]))
        #expect(demand.summary == "tdx: the platform is one that the policy accepts")
        #expect(try texts(demand, report()).count == 1 && texts(demand, report(.sgx)).isEmpty)
    }

    @Test func `[10] A machine's security version is at least the lowest`() throws {
        #expect(try texts(SecurityVersionIsAtLeast(3), report()).isEmpty)
        #expect(try texts(SecurityVersionIsAtLeast(4), report()) == ["SECURITY_VERSION_TOO_LOW: found 3, wanted at least 4"])
    }

    @Test func `Configurations are asked for of the role alone that lists them`() throws {
        let listed = ConfigurationIsAccepted(control: [Samples.bytes(5, 32)], executor: nil)
        #expect(try texts(listed, report()).isEmpty && texts(listed, report(), as: .executor).isEmpty)
        #expect(listed.summary == "the configuration is accepted for control")
        #expect(ConfigurationIsAccepted(control: nil, executor: nil).summary == "any configuration is accepted")
        #expect(
            try texts(ConfigurationIsAccepted(control: nil, executor: []), report(), as: .executor) == [
                "CONFIGURATION_NOT_ACCEPTED: found \(Samples.bytes(5, 32).hex), "
                    + "wanted an accepted executor configuration, of which none is listed"
            ])
    }

    @Test func `Software that is listed for one role is not good for the other`() throws {
        let software = try Measurement(platform: .tdx, digest: Samples.bytes(1, 32))
        let listed = MeasurementIsAccepted(control: [software], executor: [])
        #expect(try texts(listed, report()).isEmpty)
        #expect(
            try texts(listed, report(), as: .executor)
                == ["MEASUREMENT_NOT_ACCEPTED: found \(software), wanted an accepted executor, of which none is listed"])
    }

    @Test func `Of a long list three are told, and how many more there are`() throws {
        let many = try (1...5).map { try Measurement(platform: .tdx, digest: Samples.bytes(UInt8($0) + 1, 32)) }
        let text = try #require(try texts(MeasurementIsAccepted(control: many, executor: []), report()).first)
        #expect(text.hasSuffix(" or 2 more") && text.contains("\(many[2])") && !text.contains("\(many[3])"))
    }

    @Test func `[9][13] Standing, advisories, evaluation and nonce are told with what was found`() throws {
        let standing = TCBStanding(status: .outOfDate, advisories: ["A", "B"], date: 0, evaluationNumber: 3)
        let report = try MadeDetails.report(.tdx, .none, standing: standing, binding: .digest([1, 2]))
        let accepted: [TCBStanding.Status: Acceptance] = [.upToDate: .always, .outOfDate: .until(99)]
        #expect(
            texts(StandingIsAccepted(accepted), report)
                == ["TCB_STATUS_NOT_ACCEPTED: found OutOfDate (A, B), wanted OutOfDate until 1970-01-01T00:01:39Z or UpToDate"])
        #expect(
            texts(AdvisoriesAreAccepted(["A": .until(99), "C": .always]), report) == [
                "ADVISORY_NOT_ACCEPTED: found A, accepted until 1970-01-01T00:01:39Z, wanted A or C",
                "ADVISORY_NOT_ACCEPTED: found B, wanted A or C",
            ])
        #expect(texts(EvaluationIsAtLeast(4), report) == ["EVALUATION_TOO_OLD: found evaluation 3, wanted 4 or later"])
        let none = try MadeDetails.report(.nitro, .none)
        #expect(texts(StandingIsAccepted([:]), none).isEmpty && texts(AdvisoriesAreAccepted([:]), none).isEmpty)
        #expect(texts(EvaluationIsAtLeast(4), none).isEmpty)
        #expect(
            texts(NonceEquals([1]), report) == ["NONCE_MISMATCH: found 0102, wanted 01, 1 bytes, and all of the field of 2 bytes"])
        #expect(texts(NonceEquals([1]), none) == ["NONCE_MISMATCH: found no nonce, wanted 01, 1 bytes, and all of the field"])
        let empty = try MadeDetails.report(.tpm, .none, binding: .digest([]))
        #expect(
            texts(NonceEquals([1]), empty) == ["NONCE_MISMATCH: found an empty nonce, wanted 01, 1 bytes, and all of the field of 0 bytes"])
        #expect(texts(NonceEquals(Samples.bytes(4, 20)), try MadeDetails.nitro()).isEmpty)
        #expect("\(Acceptance.always) \(Acceptance.until(0))" == "always 1970-01-01T00:00:00Z")
    }

    @Test func `[10] Evidence of another kind meets no demand of a platform's`() throws {
        let none = try MadeDetails.report(.nitro, .none)
        let demands: [(any EvidenceRequirement, String)] = [
            (SigningKeyIsAccepted([.chip], providers: nil), "SIGNING_KEY_NOT_ACCEPTED: found no VCEK or VLEK, wanted vcek"),
            (FirmwareIsAtLeast(DottedVersion([1, 2, 3])), "TCB_TOO_LOW: found no firmware version, wanted 1.2.3 or later"),
            (InterfaceIsAtLeast(DottedVersion([0, 0])), "GUEST_POLICY_NOT_ACCEPTED: found no policy, wanted 0.0 or later"),
            (CommittedIsNotAhead(), "TCB_TOO_LOW: found no component versions, wanted the versions of each component"),
            (ComponentsAreAtLeast([:]), "TCB_TOO_LOW: found no component versions, wanted the versions of each component"),
            (PrivilegeIsAccepted([0]), "VMPL_NOT_ACCEPTED: found no VMPL, wanted VMPL 0"),
            (GuestVersionIsAtLeast(0), "SECURITY_VERSION_TOO_LOW: found no GUEST_SVN, wanted 0 or later"),
            (MigrationIsOff(), "GUEST_POLICY_NOT_ACCEPTED: found policy-migration not told, wanted policy-migration off"),
            (
                PlatformVersionsAreAtLeast(components: [], certification: 0, quoting: 0),
                "TCB_TOO_LOW: found no component versions, wanted the versions of each component"
            ),
            (ModuleVersionsAreAtLeast([]), "TCB_TOO_LOW: found no TDX module, wanted the versions of its parts"),
            (ConfigurationVersionIsAtLeast(0), "SECURITY_VERSION_TOO_LOW: found no CONFIGSVN, as KSS is off, wanted 0 or later"),
            (SignerIsAccepted([]), "SIGNER_NOT_ACCEPTED: found no enclave, wanted an enclave of an accepted signer"),
            (EnclaveAttributesAreAccepted(), "ATTRIBUTES_NOT_ACCEPTED: found no enclave, wanted the attributes of an enclave"),
            (DomainAttributesAreAccepted(), "ATTRIBUTES_NOT_ACCEPTED: found no trust domain, wanted the attributes of a trust domain"),
            (ExceptionsAreDisabled(), "SEPT_VE_NOT_DISABLED: found SEPT_VE_DISABLE off, wanted SEPT_VE_DISABLE on"),
        ]
        for (demand, text) in demands { #expect(demand.failures(in: none, at: 0).map(\.description) == [text], "\(demand.summary)") }
        #expect(MitigationsAreVerified(1).failures(in: none, at: 0).count == 2)
        #expect(PlatformTrait.allCases.allSatisfy { none.details.trait($0) == nil })
    }

    @Test func `A platform tells the settings that are its own, and no others`() throws {
        let reports: [(Platform, AuthenticReport)] = [
            (.sgx, try MadeDetails.enclave()), (.tdx, try MadeDetails.domain()), (.sevSNP, try MadeDetails.guest()),
            (.tpm, try MadeDetails.tpm()), (.nitro, try MadeDetails.nitro()),
            (.azureSNP, try MadeDetails.azure(.snp(MadeDetails.guestDetails(MadeReport(), provider: nil) { _ in }))),
            (.azureTDX, try MadeDetails.azure(.tdx(MadeDetails.domainDetails(MadePlatform()) { _ in }))),
        ]
        for (platform, report) in reports {
            let told = PlatformTrait.allCases.filter { report.details.trait($0) != nil }
            #expect(Set(told) == Set(PlatformTrait.traits(of: platform)), "\(platform)")
            #expect(Set(told).count == PlatformTrait.traits(of: platform).count)
        }
        #expect(PlatformTrait.traits(of: .softwareTEE).isEmpty && SignedRegister.registers(of: .softwareTEE).isEmpty)
        #expect(SignedRegister("sha1:pcr0", of: .tpm) == nil && SignedRegister("sha512:pcr31", of: .tpm)?.pcr?.number == 31)
        #expect(SignedRegister("sha256:pcr0", of: .nitro) == nil && SignedRegister("mrtd", of: .tdx)?.pcr == nil)
    }
}
