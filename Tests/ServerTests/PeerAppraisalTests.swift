import Attestation
import Ledger
import Synchronization
import Testing
import Wire

@testable import Server

/// What control nodes and executors demand of each other, in both directions.
@Suite struct PeerAppraisalTests {
    /// What a peer shows; the good one is the node itself, in the other role.
    struct Peer: Sendable, CustomTestStringConvertible {
        var name: String
        var measurement: UInt8 = 1
        var role: NodeRole
        var shownRole: NodeRole
        var configuration: UInt8 = 2
        var hardware: UInt8 = 3
        var isDebug = false
        var testDescription: String { name }
    }

    /// Evidence whose claims a test chooses.
    final class Claims: EvidenceVerifier, EvidenceSource {
        let platform = Platform.nitro
        private let shown: Mutex<Peer>

        init(_ peer: Peer) { shown = Mutex(peer) }

        func show(_ peer: Peer) { shown.withLock { $0 = peer } }

        func evidence(for reportData: ReportData) async throws -> Evidence { try Evidence(platform: .nitro, bytes: reportData.bytes) }

        func authenticate(
            _ evidence: Evidence, with endorsements: Endorsements, at time: UInt64
        ) throws(AttestationError) -> AuthenticReport {
            let peer = shown.withLock { $0 }
            return AuthenticReport(
                platform: .nitro, measurement: try Measurement(platform: .nitro, digest: [UInt8](repeating: peer.measurement, count: 32)),
                role: peer.shownRole, configurationDigest: [UInt8](repeating: peer.configuration, count: 32), securityVersion: 1,
                isDebug: peer.isDebug, hardwareID: try HardwareID(platform: .nitro, bytes: [UInt8](repeating: peer.hardware, count: 16)),
                reportData: try ReportData(evidence.bytes))
        }
    }

    struct NoSealer: KeySealer {
        func seal(_ plaintext: [UInt8]) throws -> [UInt8] { plaintext }
        func unseal(_ sealed: [UInt8]) throws -> [UInt8] { sealed }
    }

    /// The outcome of a node's appraisal of a peer.
    private func failures(
        of peer: Peer, as asker: NodeRole, releases: ReleaseStore? = nil, at time: UInt64 = 0
    ) async throws -> [AppraisalFailure.Code] {
        var trust = NodeConfiguration.Trust(softwareRoots: [])
        trust.hardware = ["nitro:" + String(repeating: "03", count: 16)]
        trust.hardwareSubstitutes = ["nitro"]
        trust.platforms = try HardwareDemands.of("{\"nitro\": {}}")
        let keys = try (1...2).map { try NoteSigningKey(name: "auditor\($0).example", algorithm: .ed25519).verifier }
        trust.auditors = TrustedAuditors(try AuditorSet(origin: "cloister.test/releases", threshold: 2, assumedBad: 0, keys: keys))
        let claims = Claims(Peer(name: "own", role: asker, shownRole: asker))
        let platform = NodePlatform(
            evidence: claims, sealer: NoSealer(), verifiers: [claims], acceptsSoftwareTEE: false, isSimulation: false)
        let own = try await NodeIdentity(platform: platform, role: asker, trust: try NodeTrust(trust), releases: releases)
        claims.show(peer)
        let data = ReportData.binding("test", [1])
        return own.appraiserOfPeers().appraise(
            try Evidence(platform: .nitro, bytes: data.bytes), reportData: data, role: peer.role, at: time
        )
        .failures.map(\.code)
    }

    static let directions: [(NodeRole, NodeRole)] = [(.control, .executor), (.executor, .control), (.control, .control)]

    @Test(arguments: directions) func `The same program with the same configuration on a listed machine is accepted`(
        _ asker: NodeRole, _ role: NodeRole
    ) async throws {
        #expect(try await failures(of: Peer(name: "good", role: role, shownRole: role), as: asker) == [])
    }

    @Test(arguments: directions, ["software", "role", "configuration", "machine", "debug"])
    func `[9][32][36] A peer that differs in anything is refused in each direction`(
        _ direction: (NodeRole, NodeRole), _ difference: String
    ) async throws {
        var peer = Peer(name: difference, role: direction.1, shownRole: direction.1)
        let expected: AppraisalFailure.Code
        switch difference {
        case "software": (peer.measurement, expected) = (9, .measurementNotAccepted)
        case "role": (peer.shownRole, expected) = (direction.1 == .control ? .executor : .control, .roleMismatch)
        case "configuration": (peer.configuration, expected) = (9, .configurationNotAccepted)
        case "machine": (peer.hardware, expected) = (9, .hardwareNotAccepted)
        default: (peer.isDebug, expected) = (true, .debugEnabled)
        }
        #expect(try await failures(of: peer, as: direction.0).contains(expected))
    }

    @Test func `An executor takes no executor for its control node`() async throws {
        #expect(try await !failures(of: Peer(name: "executor", role: .executor, shownRole: .executor), as: .executor).isEmpty)
    }

    @Test(arguments: [NodeRole.control, .executor])
    func `[36][133] A node that its platform sees in the other role does not start`(_ role: NodeRole) async throws {
        var given = NodeConfiguration.Trust(softwareTEE: TrustFile.softwareAcknowledgement, softwareRoots: [])
        given.platforms = try HardwareDemands.of("{\"nitro\": {}}")
        let trust = try NodeTrust(given)
        for shown in [role == .control ? NodeRole.executor : .control, role] {
            let claims = Claims(Peer(name: "own", role: role, shownRole: shown))
            let platform = NodePlatform(
                evidence: claims, sealer: NoSealer(), verifiers: [claims], acceptsSoftwareTEE: true, isSimulation: false)
            var refusal: NodeError?
            do { _ = try await NodeIdentity(platform: platform, role: role, trust: trust, releases: nil) } catch {
                refusal = error as? NodeError
            }
            #expect((refusal == nil) == (shown == role))
            if let refusal { #expect(refusal.description.contains("was started as \(role)")) }
        }
    }

    @Test func `With auditors their manifest decides, and its revocation and end count at once`() async throws {
        let keys = try (1...2).map { try NoteSigningKey(name: "auditor\($0).example", algorithm: .ed25519) }
        let set = try AuditorSet(origin: "cloister.test/releases", threshold: 2, assumedBad: 0, keys: keys.map(\.verifier))
        let store = try ReleaseStore(pinned: set, profile: .strict)
        let good = Peer(name: "good", role: .executor, shownRole: .executor)
        #expect(try await failures(of: good, as: .control, releases: store) == [.noReleaseInForce])
        var last = set.digest
        func publish(_ sequence: UInt64, accepting byte: UInt8, configurations: Set<[UInt8]> = []) throws {
            let software = try Measurement(platform: .nitro, digest: [UInt8](repeating: byte, count: 32))
            let manifest = try ReleaseManifest(
                origin: set.origin, set: 1, sequence: sequence, previous: last, notBefore: 1_000, notAfter: 2_000,
                control: .init(measurements: [software]), executor: .init(measurements: [software], configurations: configurations))
            let step = try ReleaseStep(SignedNote(text: manifest.text, signatures: try keys.map { try $0.sign(manifest.text) }))
            last = step.digest
            try store.accept(try ReleaseChain([step]), at: 1_500)
        }
        try publish(1, accepting: 1)
        #expect(try await failures(of: good, as: .control, releases: store, at: 1_500) == [])
        #expect(try await failures(of: good, as: .control, releases: store, at: 2_000) == [.noReleaseInForce])
        // A manifest that names configurations takes the place of the node's own.
        try publish(2, accepting: 1, configurations: [[UInt8](repeating: 9, count: 32)])
        #expect(try await failures(of: good, as: .control, releases: store, at: 1_500) == [.configurationNotAccepted])
        var other = good
        other.configuration = 9
        #expect(try await failures(of: other, as: .control, releases: store, at: 1_500) == [])
        try publish(3, accepting: 7)
        #expect(try await failures(of: good, as: .control, releases: store, at: 1_500) == [.measurementNotAccepted])
    }
}
