import Crypto
import Testing

@testable import Attestation

@Suite struct NodeSlotTests {
    @Test func `A slot begins with the role and goes on with the configuration's digest`() {
        let digest = Array(SHA256.hash(data: [1, 2, 3] as [UInt8]))
        for role in NodeRole.allCases {
            let slot = NodeSlot(role: role, configuration: [1, 2, 3])
            #expect(slot.configurationDigest == [role.rawValue] + digest.prefix(31) && slot.role == role)
            for tail in [0, 16, 32] { #expect(NodeSlot(field: slot.configurationDigest + Samples.bytes(0, tail)) == slot) }
        }
    }

    @Test func `[11] Another first byte, more bytes in use and a short field name no role`() {
        let slot = NodeSlot(role: .control, configuration: [])
        for first in [0, 3, 0x80, 0xff] as [UInt8] { #expect(NodeSlot(field: [first] + slot.configurationDigest.dropFirst()).role == nil) }
        #expect(NodeSlot(field: slot.configurationDigest + Samples.bytes(0, 31) + [1]).role == nil)
        for count in 0..<32 {
            let short = NodeSlot(field: Array(slot.configurationDigest.prefix(count)))
            #expect(short.role == nil && short.configurationDigest.count == 32)
        }
    }
}
