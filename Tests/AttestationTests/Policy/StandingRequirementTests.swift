import Testing

@testable import Attestation

@Suite struct StandingRequirementTests {
    private func report(_ status: TCBStanding.Status?, _ advisories: [String] = [], evaluation: UInt32 = 17) throws -> AuthenticReport {
        let standing = status.map { TCBStanding(status: $0, advisories: advisories, date: 0, evaluationNumber: evaluation) }
        let bytes = [UInt8](repeating: 1, count: 32)
        return AuthenticReport(
            platform: .tdx, measurement: try Measurement(platform: .tdx, digest: bytes), role: nil, configurationDigest: [],
            securityVersion: 0, isDebug: false, hardwareID: try HardwareID(platform: .tdx, bytes: bytes),
            reportData: try ReportData([UInt8](repeating: 3, count: 64)), standing: standing)
    }

    private func codes(_ requirement: some EvidenceRequirement, _ report: AuthenticReport, at time: UInt64 = 100) -> [AppraisalFailure.Code] {
        requirement.failures(in: report, at: time).map(\.code)
    }

    @Test(arguments: TCBStanding.Status.allCases) func `[9] Each status passes only where it is listed, and until it ends`(
        _ status: TCBStanding.Status
    ) throws {
        let report = try report(status)
        #expect(codes(StandingIsAccepted([status: .always]), report).isEmpty)
        #expect(codes(StandingIsAccepted([status: .until(100)]), report).isEmpty)
        #expect(codes(StandingIsAccepted([status: .until(99)]), report) == [.statusNotAccepted])
        #expect(codes(StandingIsAccepted([:]), report) == [.statusNotAccepted])
        #expect(codes(StandingIsAccepted([.upToDate: .always]), report) == (status == .upToDate ? [] : [.statusNotAccepted]))
    }

    @Test func `[9] Of a machine that is not up to date every advisory must be listed; all that are not are told`() throws {
        let old = try report(.outOfDate, ["A", "B", "C"])
        #expect(codes(AdvisoriesAreAccepted(["A": .always, "B": .until(99)]), old) == [.advisoryNotAccepted, .advisoryNotAccepted])
        #expect(codes(AdvisoriesAreAccepted(["A": .always, "B": .until(100), "C": .always]), old).isEmpty)
        #expect(codes(AdvisoriesAreAccepted([:]), try report(.upToDate, ["A"])).isEmpty)
    }

    @Test func `[8] Documents of an older evaluation than the lowest are refused`() throws {
        #expect(codes(EvaluationIsAtLeast(18), try report(.upToDate)) == [.evaluationTooOld])
        #expect(codes(EvaluationIsAtLeast(17), try report(.upToDate)).isEmpty)
    }

    @Test func `[13][33] A nonce is all of the field: neither a prefix nor a longer one`() throws {
        let report = try report(.upToDate)
        #expect(codes(NonceEquals([UInt8](repeating: 3, count: 64)), report).isEmpty)
        for nonce in [[3], [UInt8](repeating: 3, count: 32), [UInt8](repeating: 3, count: 65), [UInt8](repeating: 0, count: 64)] {
            #expect(codes(NonceEquals(nonce), report) == [.nonceMismatch])
        }
    }

    @Test func `[10] What the evidence does not tell meets no demand`() throws {
        let report = try report(nil)
        #expect(codes(TraitsAreAccepted(required: [.smt], refused: [.cachedKeys]), report).count == 2)
        #expect(codes(ComponentsAreAtLeast(MinimumTCB.afterSB3019), report) == [.componentTooOld])
        #expect(codes(PrivilegeIsAccepted([0, 1, 2, 3]), report) == [.privilegeNotAccepted])
        #expect(codes(GuestVersionIsAtLeast(1), report) == [.securityVersionTooLow])
        #expect(codes(SignerIsAccepted([]), report) == [.signerNotAccepted])
        #expect(codes(EnclaveAttributesAreAccepted(), report) == [.attributesNotAccepted])
        #expect(codes(DomainAttributesAreAccepted(), report) == [.attributesNotAccepted])
        #expect(codes(ExceptionsAreDisabled(), report) == [.exceptionsNotDisabled])
        let register = try #require(SignedRegister("mrtd", of: .tdx))
        #expect(codes(RegisterIsAccepted(register, in: [[0]]), report) == [.registerNotAccepted])
    }

    @Test func `[11] A platform without demands in the policy is refused`() throws {
        let policy = EvidencePolicy([PlatformPolicy(.sgx)])
        let report = try report(.upToDate)
        #expect(policy.requirements(for: .tdx).flatMap { $0.failures(in: report, at: 0) }.map(\.code) == [.platformNotAccepted])
    }
}
