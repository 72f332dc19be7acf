import Attestation
import Testing

@testable import AttestedTransport
@testable import Server

@Suite struct CallerTests {
    private struct Slot: SessionPeerSlot { let peer: SessionPeer? }

    private func attested(_ role: NodeRole) throws -> Attested {
        Attested(
            platform: .tdx, measurement: try Measurement(platform: .tdx, digest: [UInt8](repeating: 1, count: 32)), role: role,
            configurationDigest: [UInt8](repeating: 0, count: 32), securityVersion: 1, isDebug: false,
            hardwareID: try HardwareID(platform: .tdx, bytes: [UInt8](repeating: 1, count: 16)),
            reportData: .binding("test", []), appraisedAt: 0)
    }

    private func caller(_ role: NodeRole) throws -> Caller {
        let peer = SessionPeer(identity: .node(try attested(role)), sessionID: [])
        return try SessionPeer.$slot.withValue(Slot(peer: peer)) { try Caller.current() }
    }

    @Test func `[36] A control node with a session is no executor for the services`() throws {
        #expect(throws: Never.self) { try caller(.executor) }
        #expect(throws: ServiceRefusal.self) { try caller(.control) }
        #expect(throws: ServiceRefusal.self) { try Caller.current() }
    }
}
