import Crypto
import Testing
import Wire

@testable import Attestation

/// Documents of real Nitro enclaves, and what was made of them to be refused.
@Suite struct NitroEvidenceTests {
    private func report(_ bytes: [UInt8], at time: UInt64, roots: [PinnedRoot] = NitroRoots.all) throws -> AuthenticReport {
        try NitroVerifier(roots: roots).authenticate(Evidence(platform: .nitro, bytes: bytes), at: time)
    }

    @Test func `The root that is compiled in is AWS's`() throws {
        #expect(try NitroRoots.g1.certificate.der == EvidenceEntry.bytes("collateral/aws/nitro_root_G1.der"))
        let fingerprint = "641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b"
        #expect(Array(SHA256.hash(data: NitroRoots.g1.certificate.der)).hex == fingerprint)
    }

    @Test func `[1][6] Every document has the outcome that its index names`() throws {
        let entries = try EvidenceEntry.entries("evidence", "nitro")
        #expect(entries.count == 9)
        var authentic = 0
        for entry in entries {
            let bytes = try entry.bytes
            switch entry.file {
            case let file where file.hasSuffix("tampered_certificate.bin"):
                #expect(try refusal { try report(bytes, at: 1_631_182_760) } == .endorsementMalformed)
            case let file where file.hasSuffix("tampered_signature.bin"):
                #expect(try refusal { try report(bytes, at: #require(entry.time)) } == .reportSignature)
            default:
                let time = try #require(entry.time)
                let found = try report(bytes, at: time)
                #expect(found.platform == .nitro && found.binding == .absent && found.role == nil && found.hardwareIDIsSubstitute)
                if let debug = entry.debug { #expect(found.isDebug == debug, "\(entry.file)") }
                #expect(found.isDebug == found.measurement.isZero, "\(entry.file)")
                #expect(try refusal { try report(bytes, at: time + 14_400) } == .certificateExpired)
                #expect(try refusal { try report(bytes, at: time - 14_400) } == .certificateExpired)
                authentic += 1
            }
        }
        #expect(authentic == 7)
    }

    @Test(arguments: [
        ("payload_pcr0_zero", EvidenceRefusal.reportSignature), ("sig_flip", .reportSignature), ("sig_zero", .reportSignature),
        ("cabundle_reversed", .chainUntrusted), ("trailing_byte", .malformed), ("truncated", .malformed),
        ("unprotected_nonempty", .malformed),
    ])
    func `[1][2][12] A derived document is refused for its own reason`(name: String, wanted: EvidenceRefusal) throws {
        let entries = try EvidenceEntry.entries("derived-negative", "nitro")
        let entry = try #require(entries.first { $0.file == "derived/nitro/\(name).bin" })
        #expect(try refusal { try report(entry.bytes, at: #require(entry.time)) } == wanted)
    }

    @Test func `[5] A document is refused under another root`() throws {
        let entry = try #require(try EvidenceEntry.entries("evidence", "nitro").first { $0.file.contains("base-org") })
        #expect(try refusal { try report(entry.bytes, at: #require(entry.time), roots: [TPMRoots.google]) } == .chainUntrusted)
        #expect(try refusal { try report(entry.bytes, at: #require(entry.time), roots: []) } == .chainUntrusted)
    }

    @Test func `[2] A real document cut at any length is refused and never traps`() throws {
        let entry = try #require(try EvidenceEntry.entries("evidence", "nitro").first { $0.file.contains("base-org") })
        let (bytes, time) = (try entry.bytes, try #require(entry.time))
        for length in stride(from: 0, to: bytes.count, by: 7) {
            #expect(try refusal { try report(Array(bytes.prefix(length)), at: time) } == .malformed)
        }
    }

    @Test func `[1] A real document with any byte flipped is refused`() throws {
        let entry = try #require(try EvidenceEntry.entries("evidence", "nitro").first { $0.file.contains("base-org") })
        let (bytes, time) = (try entry.bytes, try #require(entry.time))
        for index in stride(from: 0, to: bytes.count, by: 23) {
            var changed = bytes
            changed[index] ^= 0x10
            #expect(try refusal { try report(changed, at: time) } != nil, "byte \(index)")
        }
    }
}
