import Attestation
import Logging
import Testing
import Wire

@testable import Server

@Suite struct NodeTrustTests {
    private func trust(_ change: (inout NodeConfiguration.Trust) -> Void) throws -> NodeTrust {
        var trust = NodeConfiguration.Trust(softwareRoots: [])
        trust.platforms = try HardwareDemands.of("{\"tdx\": {}}")
        change(&trust)
        return try NodeTrust(trust)
    }

    private func auditors(threshold: Int = 2) throws -> TrustedAuditors {
        let keys = try (1...3).map { try NoteSigningKey(name: "auditor\($0).example", algorithm: .ed25519).verifier }
        return TrustedAuditors(
            try AuditorSet(origin: "cloister.test/releases", threshold: threshold, assumedBad: 0, keys: Array(keys.prefix(threshold + 1))))
    }

    @Test func `Strict needs machines and at least two auditors, and no software TEE`() throws {
        let machine = "tdx:" + String(repeating: "01", count: 16)
        let good = try trust {
            $0.profile = "strict"
            $0.hardware = [machine]
            $0.auditors = try? auditors()
        }
        #expect(good.profile == .strict && good.auditors?.threshold == 2 && good.hardware?.count == 1)
        #expect(throws: NodeError.self) { try trust { $0.profile = "strict" } }
        #expect(throws: NodeError.self) {
            try trust {
                $0.profile = "strict"
                $0.hardware = [machine]
            }
        }
        #expect(throws: NodeError.self) {
            try trust {
                $0.profile = "strict"
                $0.auditors = try? auditors()
            }
        }
        #expect(throws: NodeError.self) {
            try trust {
                $0.profile = "strict"
                $0.hardware = [machine]
                $0.auditors = try? auditors()
                $0.softwareTEE = TrustFile.softwareAcknowledgement
            }
        }
    }

    @Test func `A configuration that names no profile is strict unless it accepts the software TEE`() throws {
        #expect(throws: NodeError.self) { try trust { _ in } }
        #expect(throws: NodeError.self) { try trust { $0.auditors = try? auditors() } }
        let complete = try trust {
            $0.hardware = ["tdx:" + String(repeating: "01", count: 16)]
            $0.auditors = try? auditors()
        }
        #expect(complete.profile == .strict)
        #expect(try trust { $0.softwareTEE = TrustFile.softwareAcknowledgement }.profile == .development)
        #expect(throws: NodeError.self) {
            try trust {
                $0.platforms = nil
                $0.hardware = ["tdx:" + String(repeating: "01", count: 16)]
                $0.auditors = try? auditors()
            }
        }
    }

    @Test func `Words that are no profile, machine, platform or quorum are refused`() throws {
        #expect(throws: NodeError.self) { try trust { $0.profile = "lax" } }
        #expect(throws: NodeError.self) { try trust { $0.hardware = ["tdx"] } }
        #expect(throws: NodeError.self) { try trust { $0.hardwareSubstitutes = ["tdx"] } }
        var weak = try auditors()
        weak.threshold = 1
        #expect(throws: AttestationError.self) { try trust { $0.auditors = weak } }
    }
}
