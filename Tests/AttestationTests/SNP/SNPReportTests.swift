import Crypto
import Testing

@testable import Attestation

@Suite struct SNPReportTests {
    private let key = P384.Signing.PrivateKey()

    private func refusal(_ bytes: [UInt8]) -> EvidenceRefusal? {
        do {
            _ = try SNPReport(bytes)
            return nil
        } catch { return error.refusal }
    }

    @Test func `Every field of a report is read at its offset`() throws {
        let report = try SNPReport(MadeReport(version: 5).bytes(signedBy: key))
        #expect(report.version == 5 && report.guestSecurityVersion == 0x1122_3344 && report.policy.rawValue == 0x3001f)
        #expect(report.familyID == Samples.bytes(0xf1, 16) && report.imageID == Samples.bytes(0xf2, 16) && report.privilegeLevel == 1)
        #expect(report.currentTCB == MadeReport().tcb && report.reportedTCB == MadeReport().tcb && report.platformInfo.rawValue == 0x25)
        #expect(report.reportData.bytes == MadeReport.reportData && report.measurement == Samples.bytes(0x4d, 48))
        #expect(report.hostData == MadeReport().hostData && report.idKeyDigest == Samples.bytes(0xd1, 48))
        #expect(report.authorKeyDigest == Samples.bytes(0xd2, 48) && report.reportID == Samples.bytes(0x1d, 32))
        #expect(!report.hasMigrationAgent && report.processor == SNPProcessor(family: 0x19, model: 1, stepping: 1))
        #expect(report.chipID == MadeReport().chip && report.committedTCB == MadeReport().tcb && report.launchTCB == MadeReport().tcb)
        #expect(report.currentFirmware.description == "1.55.29" && report.committedFirmware.description == "1.54.28")
        #expect(report.committedFirmware < report.currentFirmware && report.launchMitigations == 3 && report.currentMitigations == 1)
        #expect(report.signingKey == .vcek && !report.hasAuthorKey && !report.masksChipKey && !report.hidesChip)
    }

    @Test func `Policy and platform bits have their names`() {
        let policy = SNPPolicy(rawValue: 0x03ff_0000 | 0x1234)
        #expect(policy.minimumMajor == 0x12 && policy.minimumMinor == 0x34 && policy.hasReservedOne && policy.unknownBits == 0)
        let flags: [(SNPPolicy) -> Bool] = [
            \.allowsHyperthreading, \.hasReservedOne, \.allowsMigrationAgent, \.allowsDebug, \.needsSingleSocket, \.allowsCXL,
            \.needsAES256XTS,
            \.needsRAPLDisabled, \.needsCiphertextHiding, \.disablesPageSwap,
        ]
        for (index, flag) in flags.enumerated() {
            #expect(
                flag(policy) && flag(SNPPolicy(rawValue: 1 << UInt64(16 + index))) && !flag(SNPPolicy(rawValue: ~(1 << UInt64(16 + index))))
            )
        }
        let info: [(SNPPlatformInfo) -> Bool] = [
            \.hasHyperthreading, \.hasTransparentEncryption, \.hasECC, \.hasRAPLDisabled, \.hidesCiphertext, \.hasAliasCheck,
        ]
        for (index, flag) in info.enumerated() {
            #expect(flag(SNPPlatformInfo(rawValue: 1 << UInt64(index))) && !flag(SNPPlatformInfo(rawValue: ~(1 << UInt64(index)))))
        }
        #expect(SNPPlatformInfo(rawValue: 0x67).otherBits == 1 && SNPPolicy(rawValue: 1 << 26).unknownBits == 1)
    }

    @Test func `[2] A report of another length is refused`() throws {
        let bytes = try MadeReport().bytes(signedBy: key)
        #expect(refusal(bytes) == nil)
        for length in bytes.indices { #expect(refusal(Array(bytes.prefix(length))) == .malformed) }
        for more in [[0], [0x0a], Samples.bytes(0, 20), Samples.bytes(0, 2816)] { #expect(refusal(bytes + more) == .malformed) }
    }

    @Test func `[11] Other versions, algorithms and kinds of key are not verified`() throws {
        for version in [0, 1, 6, 9, 255] as [UInt8] { #expect(refusal(MadeReport(version: version).unsigned) == .unsupported) }
        for version in 2...5 as ClosedRange<UInt8> { #expect(refusal(MadeReport(version: version).unsigned) == nil) }
        for algorithm in [0, 2, 0x81] as [UInt8] { #expect(refusal(MadeReport(algorithm: algorithm).unsigned) == .unsupported) }
        for code in 2...6 as ClosedRange<UInt8> { #expect(refusal(MadeReport(flags: code << 2).unsigned) == .malformed) }
        for flag in [0x20, 0x40, 0x80] as [UInt8] { #expect(refusal(MadeReport(flags: flag).unsigned) == .malformed) }
        let report = try SNPReport(MadeReport(flags: 0b00111).unsigned)
        #expect(report.hasAuthorKey && report.masksChipKey && report.signingKey == .vlek)
    }

    @Test func `A reserved byte in use is refused`() {
        for offset in [0x4a, 0x4c, 0x4f, 0x18b, 0x19f, 0x1eb, 0x1ef, 0x208, 0x29f, 0x330, 0x49f] {
            for version in [2, 3, 5] as [UInt8] {
                #expect(refusal(MadeReport(version: version) { $0[offset] = 1 }.unsigned) == .malformed, "offset \(offset)")
            }
        }
        for offset in [0x1f8, 0x207] { #expect(refusal(MadeReport(version: 4) { $0[offset] = 1 }.unsigned) == .malformed) }
        for offset in [0x188, 0x18a] { #expect(refusal(MadeReport(version: 2) { $0[offset] = 1 }.unsigned) == .malformed) }
    }

    @Test func `Processors and names belong to one product`() {
        func product(_ family: UInt8, _ model: UInt8) -> SNPProduct? { SNPProduct(SNPProcessor(family: family, model: model, stepping: 0)) }
        #expect(
            product(0x19, 0x01) == .milan && product(0x19, 0x11) == .genoa && product(0x19, 0xa0) == .genoa && product(0x1a, 0x02) == .turin
        )
        #expect(product(0x19, 0x21) == nil && product(0x17, 0x31) == nil && product(0x1a, 0x44) == nil)
        for (name, wanted) in [("Milan", SNPProduct.milan), ("Milan-B0", .milan), ("Genoa", .genoa), ("Turin-C1", .turin)] {
            #expect(SNPProduct(certificateName: name) == wanted)
        }
        for name in ["", "milan", "Milan-", "Milan-B0-B1", "MilanX", "Rome", "-Milan", "Milan-b0", "Milan-B0 "] {
            #expect(SNPProduct(certificateName: name) == nil)
        }
    }

    @Test func `[10] Security versions are compared part by part`() throws {
        for layout in [SNPTCBVersion.Layout.milan, .turin] {
            let base = try #require(SNPTCBVersion(Samples.bytes(5, 8), layout: layout))
            #expect(base.isAtLeast(base))
            for index in 0..<8 {
                var bytes = Samples.bytes(9, 8)
                bytes[index] = 4
                let mixed = try #require(SNPTCBVersion(bytes, layout: layout))
                #expect(!mixed.isAtLeast(base) && !base.isAtLeast(mixed))
            }
        }
        let (milan, turin) = (
            SNPTCBVersion([1, 2, 0, 0, 0, 0, 3, 4], layout: .milan), SNPTCBVersion([9, 1, 2, 3, 0, 0, 0, 4], layout: .turin)
        )
        #expect(milan?.description == "bl 1 tee 2 snp 3 ucode 4" && turin?.description == "fmc 9 bl 1 tee 2 snp 3 ucode 4")
        let other = try #require(turin)
        #expect(SNPTCBVersion([1], layout: .milan) == nil && milan?.isAtLeast(other) == false)
    }
}
