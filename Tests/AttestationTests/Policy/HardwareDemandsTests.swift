import Foundation
import Testing
import Wire

@testable import Attestation

/// The `platforms` of a trust file where they stand in another document.
@Suite struct HardwareDemandsTests {
    private func demands(_ text: String) throws -> HardwareDemands {
        try JSONDecoder().decode(HardwareDemands.self, from: Data(text.utf8))
    }

    @Test func `They are read, written and told as they stand`() throws {
        let read = try demands(#"{"tdx": {"minimumPCEVersion": 14}, "nitro": {}}"#)
        #expect(read.accepted == [.tdx, .nitro] && HardwareDemands().accepted.isEmpty)
        #expect(try JSONDecoder().decode(HardwareDemands.self, from: JSONEncoder().encode(read)) == read)
    }

    @Test(arguments: [#"{"software-tee": {}}"#, #"{"risc-v": {}}"#, #"{"cca": {}}"#, #"{"tdx": {"signers": []}}"#, #"{"tdx": 1}"#, "[]"])
    func `[9][11] A platform that is not verified, and what does not fit its platform, is refused`(text: String) {
        #expect(throws: (any Error).self) { try demands(text) }
    }

    @Test func `[15] In the strict profile hidden machines are accepted by name, in development without`() throws {
        let hardware = try demands(#"{"sev-snp": {"minimumTCB": {}}}"#)
        let strict = TrustFile(profile: .strict, hardware: hardware, substitutes: [.sevSNP])
        let loose = TrustFile(profile: .development, hardware: hardware, substitutes: [])
        #expect(strict.platformRequirements.count { $0 is SubstituteIsAccepted } == 1)
        #expect(loose.platformRequirements.count { $0 is SubstituteIsAccepted } == 0 && !loose.platformRequirements.isEmpty)
    }

    @Test func `[3] Only development has dangers: the software TEE, or debugging that a platform allows`() throws {
        let debug = try demands(#"{"tdx": {"dangers": ["unsafeAllowDebug"]}}"#)
        let careful = try demands(#"{"tdx": {}}"#)
        #expect(TrustFile(profile: .strict, hardware: debug, substitutes: []).dangers(acceptingSoftwareTEE: true).isEmpty)
        let development = TrustFile(profile: .development, hardware: debug, substitutes: [])
        #expect(development.dangers(acceptingSoftwareTEE: true) == [.unsafeAcceptSoftwareTEE])
        #expect(development.dangers(acceptingSoftwareTEE: false) == [.unsafeAllowDebug])
        #expect(TrustFile(profile: .development, hardware: careful, substitutes: []).dangers(acceptingSoftwareTEE: false).isEmpty)
    }
}
