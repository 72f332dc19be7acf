import Foundation
import Testing
import Wire

@testable import Attestation

@Suite struct LaunchDigestTests {
    /// One launch in the words of PyPI's sev-snp-measure.
    private struct Launch {
        var firmware = MadeFirmware()
        var processors = 1
        /// Family, model, stepping.
        var model: (UInt8, UInt8, UInt8) = (25, 1, 1)
        var features: UInt64 = 1
        var monitor = SNPLaunch.Monitor.qemu
        var kernel: (kernel: String, disk: String, line: String)?

        func measurement() throws -> [UInt8] {
            try SNPLaunch(
                firmware: GuestFirmware(firmware.bytes), processorCount: processors,
                processor: SNPLaunch.signature(family: model.0, model: model.1, stepping: model.2), features: features, monitor: monitor,
                kernel: kernel.map {
                    KernelHashes(kernel: Array($0.kernel.utf8), initialDisk: Array($0.disk.utf8), commandLine: Array($0.line.utf8))
                }
            ).measurement()
        }
    }

    private static var launches: [Launch] {
        var bare = MadeFirmware()
        bare.sections = []
        var calling = MadeFirmware(pages: 2)
        calling.sections.append((0x82_0000, 0x1000, 4))
        return [
            Launch(), Launch(processors: 4), Launch(processors: 2, model: (25, 17, 0)),
            Launch(processors: 3, model: (26, 0, 0), features: 0x21),
            Launch(model: (23, 49, 0)), Launch(kernel: ("a kernel", "a disk", "console=ttyS0")),
            Launch(processors: 2, kernel: ("a kernel", "", "")),
            Launch(firmware: bare, processors: 2), Launch(firmware: calling), Launch(firmware: calling, kernel: ("k", "d", "l")),
            Launch(monitor: .ec2), Launch(processors: 8, monitor: .ec2), Launch(firmware: calling, processors: 2, monitor: .ec2),
            Launch(monitor: .gce), Launch(processors: 2, monitor: .gce, kernel: ("k", "", "quiet")),
        ]
    }

    /// What sev-snp-measure says of each launch; nil, and an issue or a cancelled test, where it is not installed.
    private func reference(_ launches: [Launch]) throws -> [String]? {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..").standardized
        let python = root.appendingPathComponent(".wheels/venv/bin/python").path
        let package = root.appendingPathComponent(".wheels/sev-snp-measure").path
        guard FileManager.default.isExecutableFile(atPath: python), FileManager.default.fileExists(atPath: package) else {
            let sentence: Comment = "sev-snp-measure is not there: run `make setup`, which puts it into .wheels."
            guard ProcessInfo.processInfo.environment["CLOISTER_REQUIRE_FIXTURES"] == "1" else { try Test.cancel(sentence) }
            Issue.record(sentence)
            return nil
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cloister-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ name: String, _ bytes: [UInt8]) throws -> String {
            let path = folder.appendingPathComponent(name)
            try Data(bytes).write(to: path)
            return path.path
        }
        return try launches.enumerated().map { index, launch in
            var arguments = [
                "-m", "sevsnpmeasure.cli", "--mode", "snp", "--vcpus", "\(launch.processors)", "--vcpu-family", "\(launch.model.0)",
                "--vcpu-model", "\(launch.model.1)", "--vcpu-stepping", "\(launch.model.2)", "--guest-features", "\(launch.features)",
                "--vmm-type", launch.monitor == .qemu ? "QEMU" : launch.monitor.rawValue,
                "--ovmf", try file("firmware\(index)", launch.firmware.bytes),
            ]
            if let kernel = launch.kernel {
                arguments += ["--kernel", try file("kernel\(index)", Array(kernel.kernel.utf8)), "--append", kernel.line]
                if !kernel.disk.isEmpty { arguments += ["--initrd", try file("disk\(index)", Array(kernel.disk.utf8))] }
            }
            let process = Process()
            process.executableURL = URL(fileURLWithPath: python)
            process.arguments = arguments
            process.environment = ["PYTHONPATH": package]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let text = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    @Test func `The measurement of every launch is the one that sev-snp-measure predicts`() throws {
        let launches = Self.launches
        guard let wanted = try reference(launches) else { return }
        let found = try launches.map { try $0.measurement().hex }
        #expect(found == wanted && Set(found).count == launches.count)
        print("\(found.count) launch digests as sev-snp-measure has them")
    }

    @Test func `Each part of a launch changes the measurement`() throws {
        let base = try Launch(processors: 2, kernel: ("k", "d", "l")).measurement()
        #expect(base.count == 48)
        var other = MadeFirmware()
        other.resetAddress = 0x0080_b005
        for launch in [
            Launch(processors: 3, kernel: ("k", "d", "l")), Launch(processors: 2, model: (25, 1, 0), kernel: ("k", "d", "l")),
            Launch(processors: 2, features: 3, kernel: ("k", "d", "l")), Launch(processors: 2, monitor: .gce, kernel: ("k", "d", "l")),
            Launch(processors: 2, kernel: ("K", "d", "l")), Launch(processors: 2, kernel: ("k", "D", "l")),
            Launch(processors: 2, kernel: ("k", "d", "L")),
            Launch(processors: 2), Launch(firmware: other, processors: 2, kernel: ("k", "d", "l")),
        ] { #expect(try launch.measurement() != base) }
    }

    @Test func `[102] Firmware with tables out of bounds and launches that it cannot serve are refused`() throws {
        for change in [
            { $0.sections[0].length = 0x9001 }, { $0.sections[0].length = 0 }, { $0.sections[0].length = 0xffff_f000 },
            { $0.sections[0].kind = 9 },
            { $0.sections = Array(repeating: (0, 0x1000, 1), count: 65) },
        ] as [(inout MadeFirmware) -> Void] {
            var made = MadeFirmware()
            change(&made)
            #expect(throws: AttestationError(.malformed, "")) { try GuestFirmware(made.bytes) }
        }
        for bytes in [[], Samples.bytes(0, 100), Samples.bytes(0, 4097)] {
            #expect(throws: AttestationError(.malformed, "")) { try GuestFirmware(bytes) }
        }
        #expect(try GuestFirmware(Samples.bytes(0, 4096)).sections.isEmpty)
        var made = MadeFirmware()
        made.resetAddress = nil
        #expect(throws: AttestationError(.malformed, "")) { try Launch(firmware: made, processors: 2).measurement() }
        #expect(try Launch(firmware: made).measurement().count == 48)
        for processors in [0, -1, 4097] {
            #expect(throws: AttestationError(.malformed, "")) { try Launch(processors: processors).measurement() }
        }
        for change in [
            { $0.hashTableAddress = nil }, { $0.hashTableAddress = 0xf51 }, { $0.sections.remove(at: 3) },
            { $0.sections[3].length = 0x2000 },
        ]
            as [(inout MadeFirmware) -> Void]
        {
            made = MadeFirmware()
            change(&made)
            #expect(throws: AttestationError(.malformed, "")) { try Launch(firmware: made, kernel: ("k", "d", "l")).measurement() }
        }
    }

    @Test func `[102] No changed byte of a firmware's tables traps`() throws {
        let bytes = MadeFirmware(pages: 1).bytes
        for index in bytes.indices.suffix(2048) {
            for value in [0x00, 0x01, 0x7f, 0xff] as [UInt8] {
                var changed = bytes
                changed[index] = value
                guard let firmware = try? GuestFirmware(changed), firmware.sections.reduce(0, { $0 + $1.length }) < 1 << 20 else {
                    continue
                }
                _ = try? SNPLaunch(firmware: firmware, processorCount: 2, processor: 0).measurement()
            }
        }
    }
}
