import Crypto
import Testing

@testable import Attestation

/// Launches and reports beside those that sev-snp-measure and the vectors know.
@Suite struct SNPLaunchTests {
    @Test func `Every monitor, section and firmware has its own measurement`() throws {
        var calling = MadeFirmware(pages: 2)
        calling.sections.append((0x82_0000, 0x1000, 4))
        let hashes = KernelHashes(kernel: [1], initialDisk: [2], commandLine: [3])
        var found: Set<[UInt8]> = []
        var count = 0
        for firmware in [MadeFirmware(), calling] {
            for monitor in SNPLaunch.Monitor.allCases {
                for kernel in [nil, hashes] {
                    let launch = SNPLaunch(
                        firmware: try GuestFirmware(firmware.bytes), processorCount: 2, processor: 0xa00f11, monitor: monitor,
                        kernel: kernel)
                    found.insert(try launch.measurement())
                    count += 1
                }
            }
        }
        #expect(found.count == count && count == 12)
    }

    @Test func `A processor's signature is that of its family, model and stepping`() {
        #expect(SNPLaunch.signature(family: 25, model: 1, stepping: 1) == 0x00a0_0f11)
        #expect(SNPLaunch.signature(family: 15, model: 0x41, stepping: 2) == 0x0004_0f12)
        #expect(SNPLaunch.signature(family: 6, model: 0x5e, stepping: 3) == 0x0005_06e3)
    }

    @Test func `Hashes are those of kernel, disk and command line`() {
        let one = KernelHashes(kernel: [1], initialDisk: [2], commandLine: [3])
        #expect(Set([one, KernelHashes(kernel: [1], initialDisk: [2], commandLine: [3])]).count == 1)
        #expect(Set([one, KernelHashes(kernel: [1], initialDisk: [2], commandLine: [4])]).count == 2)
        #expect(one.page(at: -1) == nil && one.page(at: 4096 - KernelHashes.length + 1) == nil)
        #expect(one.page(at: 4096 - KernelHashes.length)?.count == 4096)
    }

    @Test func `[102] An image that is too short for a table has none`() throws {
        for count in [0, 49, 50] { #expect(try FirmwareTable(Samples.bytes(0, count)).number(FirmwareTable.metadata) == nil) }
    }

    @Test func `Reports of one guest differ in the report data alone`() throws {
        let key = P384.Signing.PrivateKey()
        let report = try SNPReport(MadeReport().bytes(signedBy: key))
        func isSame(_ change: @escaping (inout [UInt8]) -> Void) throws -> Bool {
            try report.isSameGuest(as: SNPReport(MadeReport(change: change).bytes(signedBy: key)))
        }
        for offset in [0x50, 0x8f] { #expect(try isSame { $0[offset] ^= 1 }) }
        for offset in [0x4, 0x30, 0x90, 0xc0, 0x1a0, 0x1f7] { #expect(try !isSame { $0[offset] ^= 1 }, "\(offset)") }
    }

    @Test func `[11] A key's certificate of another subject is neither VCEK nor VLEK`() throws {
        for subject in ["SEV-VCEK2", "sev-vcek", "SEV-VCEK ", ""] {
            var made = MadeSNPChain().key
            made.subject = subject
            let certificate = try made.certificate()
            let error = #expect(throws: AttestationError.self, "\(subject)") { try SNPEndorsementKey(certificate) }
            #expect(error?.refusal == .endorsementMalformed && !SNPEndorsementKey.isNamed(certificate))
        }
    }
}
