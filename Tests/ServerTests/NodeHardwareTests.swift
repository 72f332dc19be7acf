import Attestation
import Foundation
import Ledger
import Testing
import Wire

@testable import Server

/// Nodes on hardware: which platforms their configuration accepts, under which demands, and how endorsements come along.
@Suite struct NodeHardwareTests {
    /// Evidence that holds only beside one endorsement: a machine that needs its vendor's certificate.
    struct Machine: EvidenceVerifier, EvidenceSource {
        static let certificate: [UInt8] = [0x30, 0x05, 0x30, 0x03, 0xa0, 0x01, 0x00]
        let platform = Platform.nitro
        let role: NodeRole

        func evidence(for reportData: ReportData) async throws -> Evidence { try Evidence(platform: .nitro, bytes: reportData.bytes) }

        func authenticate(
            _ evidence: Evidence, with endorsements: Endorsements, at time: UInt64
        ) throws(AttestationError) -> AuthenticReport {
            guard endorsements.certificates == [Self.certificate] else {
                throw AttestationError(refusing: .endorsementMissing, "the certificate is missing")
            }
            let bytes = [UInt8](repeating: 1, count: 32)
            return AuthenticReport(
                platform: .nitro, measurement: try Measurement(platform: .nitro, digest: bytes), role: role, configurationDigest: bytes,
                securityVersion: 1, isDebug: false, hardwareID: try HardwareID(platform: .nitro, bytes: bytes),
                reportData: try ReportData(evidence.bytes))
        }
    }

    private func trust(_ platforms: String?) throws -> NodeTrust {
        var trust = NodeConfiguration.Trust(softwareRoots: [])
        trust.platforms = try platforms.map(HardwareDemands.of)
        trust.profile = "development"
        return try NodeTrust(trust)
    }

    private func identity(_ role: NodeRole, _ trust: NodeTrust, _ folder: EndorsementFolder?) async throws -> NodeIdentity {
        let machine = Machine(role: role)
        let platform = NodePlatform(
            evidence: machine, sealer: PeerAppraisalTests.NoSealer(), verifiers: [machine], acceptsSoftwareTEE: false, isSimulation: false)
        return try await NodeIdentity(platform: platform, role: role, trust: trust, releases: nil, endorsements: folder)
    }

    private func state(_ files: [String: [UInt8]]) throws -> String {
        let state = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: state + "/endorsements", withIntermediateDirectories: true)
        for (name, bytes) in files { try Data(bytes).write(to: URL(fileURLWithPath: "\(state)/endorsements/\(name)")) }
        return state
    }

    /// What a control node says of an executor's evidence.
    private func failures(ofBundled isBundled: Bool, controlHas: Bool) async throws -> [AppraisalFailure] {
        let full = try state(["machine.der": Machine.certificate])
        let empty = try state([:])
        defer { for folder in [full, empty] { try? FileManager.default.removeItem(atPath: folder) } }
        let executor = try await identity(.executor, try trust("{\"nitro\": {}}"), EndorsementFolder(state: full))
        let control = try await identity(.control, try trust("{\"nitro\": {}}"), EndorsementFolder(state: full))
        let data = ReportData.binding("test", [1])
        let source: any EvidenceSource = isBundled ? executor.evidence : Machine(role: .executor)
        let evidence = try await source.evidence(for: data)
        #expect(evidence.bytes.starts(with: EndorsementBundle.magic) == isBundled)
        let appraiser =
            controlHas
            ? control.appraiserOfPeers()
            : Appraiser(
                verifiers: [Machine(role: .executor)],
                policy: AppraisalPolicy(
                    software: MeasurementIsAccepted(control: [], executor: [executor.measurement]),
                    and: try trust("{\"nitro\": {}}").requirements))
        // The verifier of the fake machine says which role the evidence has.
        let role: NodeRole = controlHas ? .control : .executor
        return appraiser.appraise(evidence, reportData: data, role: role, at: 0).failures
    }

    @Test func `A peer's endorsements travel in its evidence, and those at hand serve evidence that comes without`() async throws {
        #expect(try await failures(ofBundled: true, controlHas: false).isEmpty)
        #expect(try await failures(ofBundled: false, controlHas: true).isEmpty)
        #expect(try await failures(ofBundled: true, controlHas: true).isEmpty)
        #expect(try await failures(ofBundled: false, controlHas: false).map(\.refusal) == [.endorsementMissing])
    }

    @Test func `[14][15] A node whose own platform the configuration does not name does not start`() async throws {
        let state = try state(["machine.der": Machine.certificate])
        defer { try? FileManager.default.removeItem(atPath: state) }
        let folder = EndorsementFolder(state: state)
        _ = try await identity(.control, try trust("{\"nitro\": {}}"), folder)
        for platforms in ["{}", "{\"tdx\": {}}", nil] {
            await #expect(throws: NodeError.self) { try await identity(.control, try trust(platforms), folder) }
        }
        await #expect(throws: AttestationError.self) { try await identity(.control, try trust("{\"nitro\": {}}"), nil) }
    }

    @Test func `[9] Demands on a platform hold for peers on it`() async throws {
        let state = try state(["machine.der": Machine.certificate])
        defer { try? FileManager.default.removeItem(atPath: state) }
        let pcr = String(repeating: "01", count: 48)
        let demanding = try trust("{\"nitro\": {\"registers\": {\"pcr0\": [\"\(pcr)\"]}}}")
        let node = try await identity(.control, demanding, EndorsementFolder(state: state))
        let data = ReportData.binding("test", [2])
        let evidence = try await Machine(role: .control).evidence(for: data)
        let failures = node.appraiserOfPeers().appraise(evidence, reportData: data, role: .control, at: 0).failures
        #expect(failures.map(\.code) == [.registerNotAccepted])
    }

    @Test func `Each accepted platform has its vendor's verifier, and no other has one`() throws {
        let node = try trust("{\"tdx\": {}, \"sev-snp\": {}, \"azure-tdx\": {}}")
        #expect(Set(node.verifiers.map(\.platform)) == [.tdx, .sevSNP, .azureTDX])
        #expect(node.accepts(.tdx) && !node.accepts(.sgx) && !node.accepts(.softwareTEE))
    }

    @Test func `[3][14] A dangerous choice counts in development alone`() throws {
        let debug = "{\"tdx\": {\"dangers\": [\"unsafeAllowDebug\"]}}"
        #expect(try trust(debug).dangers(onSoftwareTEE: false) == [.unsafeAllowDebug])
        #expect(try trust("{\"tdx\": {}}").dangers(onSoftwareTEE: true).isEmpty)
    }

    @Test(arguments: [
        "{\"tpm\": {}}", "{\"tdx\": {\"dangers\": [\"unsafeAllowDebug\"]}}", "{\"tdx\": {\"statuses\": {\"OutOfDate\": \"always\"}}}",
        "{\"sev-snp\": {\"minimumTCB\": {\"Milan\": {\"snp\": 1}}}}", "{}",
    ])
    func `[9][10][14] What gives protection away is no strict configuration`(_ platforms: String) throws {
        var trust = NodeConfiguration.Trust(softwareRoots: [])
        trust.hardware = ["tdx:" + String(repeating: "01", count: 16)]
        let keys = try (1...3).map { try NoteSigningKey(name: "auditor\($0).example", algorithm: .ed25519).verifier }
        trust.auditors = TrustedAuditors(try AuditorSet(origin: "cloister.test/releases", threshold: 2, assumedBad: 0, keys: keys))
        trust.platforms = try HardwareDemands.of("{\"tdx\": {}}")
        _ = try NodeTrust(trust)
        trust.platforms = try HardwareDemands.of(platforms)
        #expect(throws: NodeError.self) { try NodeTrust(trust) }
    }

    @Test(arguments: [
        "{\"sev\": {}}", "{\"software-tee\": {}}", "{\"tdx\": {\"minimumTCB\": {}}}", "{\"tdx\": {\"roots\": []}}", "{\"tdx\": null}",
        "{\"tdx\": 1}", "[]", "{\"sgx\": {\"signers\": [{\"mrsigner\": \"00\", \"product\": 1, \"minimumVersion\": 1}]}}",
    ])
    func `[11] A platform that is not verified, and demands that do not fit it, are refused`(_ platforms: String) {
        #expect(throws: (any Error).self) { try HardwareDemands.of(platforms) }
        #expect(throws: ConfigurationError.self) { try Self.configuration(platforms) }
    }

    @Test func `A configuration keeps its demands`() throws {
        let read = try Self.configuration("{\"tdx\": {\"minimumEvaluationNumber\": 17}, \"nitro\": {}}")
        #expect(read.trust.platforms?.accepted == [.tdx, .nitro])
        #expect(throws: ConfigurationError.self) { try Self.configuration("{\"tdx\": {\"minimumEvaluation\": 17}}") }
    }

    private static func configuration(_ platforms: String) throws -> NodeConfiguration {
        let text = """
            {"version": 1, "origin": "ledger.test/one", "listen": {"host": "127.0.0.1", "port": 0}, "state": "/state",
             "measurer": "/measurer", "admins": [], "openRegistration": false,
             "execution": {"jail": "/jail", "onnxRuntime": "/onnx", "capacity": 1, "warmJails": 1, "runSeconds": 1, "memoryMiB": 64},
             "trust": {"profile": "development", "softwareRoots": [], "platforms": \(platforms)}}
            """
        return try NodeConfiguration(json: Array(text.utf8))
    }

    @Test func `A file of endorsements that cannot be read is an error, and so are too many`() throws {
        let good = try state(["a.der": Machine.certificate, "b.der": Machine.certificate, ".hidden": [0]])
        let bad = try state(["a": Array("nonsense".utf8)])
        let many = try state(Dictionary(uniqueKeysWithValues: (0...EndorsementFolder.maximumFiles).map { ("\($0)", Machine.certificate) }))
        defer { for folder in [good, bad, many] { try? FileManager.default.removeItem(atPath: folder) } }
        #expect(try EndorsementFolder(state: good).endorsements == Endorsements(certificates: [Machine.certificate]))
        #expect(throws: AttestationError.self) { try EndorsementFolder(state: bad).endorsements }
        #expect(throws: NodeError.self) { try EndorsementFolder(state: many).endorsements }
        #expect(try EndorsementFolder(state: good + "/none").endorsements == Endorsements())
    }
}
