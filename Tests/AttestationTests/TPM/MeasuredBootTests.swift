import Foundation
import Testing
import Wire

@testable import Attestation

/// Predicted registers against those of machines that booted.
@Suite struct MeasuredBootTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    private static let vectors = folder.appending(path: "../Vectors/measured-boot")
    static let kernel = ProcessInfo.processInfo.environment["CLOISTER_MEASURED_BOOT"]

    private func rows(_ file: URL) throws -> [String: [UInt8]] {
        var rows: [String: [UInt8]] = [:]
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ")
            let value: [UInt8] = try #require([UInt8](hex: parts[1].lowercased()))
            rows[String(parts[0])] = value
        }
        return rows
    }

    private func log() throws -> BootEventLog {
        let text = try String(contentsOf: Self.vectors.appending(path: "log.hex"), encoding: .utf8)
        return try BootEventLog(#require([UInt8](hex: text.filter { !$0.isNewline })))
    }

    @Test func `[4] The recorded boot's registers are what firmware, kernel, command line and initrd predict`() throws {
        let registers = try rows(Self.vectors.appending(path: "registers.txt"))
        func prediction(line: String = "console=ttyS0 quiet cloister.release=7 initrd=initrd", initrd: UInt8 = 0) throws
            -> RegisterPrediction
        {
            var prediction = RegisterPrediction()
            prediction.firmware(try log())
            prediction.boot(digest: try #require(registers["kernel"]), .handedOver)
            var digest = try #require(registers["initrd"])
            digest[0] ^= initrd
            prediction.linux(commandLine: line, initrdDigest: digest)
            return prediction
        }
        let predicted = try prediction()
        for register in 0..<10 as Range<UInt8> {
            #expect(predicted.value(of: register) == registers["\(register)"], "register \(register)")
        }
        #expect(try prediction(line: "console=ttyS0 quiet initrd=initrd").value(of: 9) != registers["9"])
        #expect(try prediction(initrd: 1).value(of: 9) != registers["9"])
        var other = RegisterPrediction()
        other.boot(digest: try #require(registers["kernel"]))
        #expect(other.value(of: 4) != registers["4"])
    }

    @Test func `Google's log begins register 4 as a boot option does`() throws {
        let evidence = try TPMEvidence(EvidenceEntry.bytes("tpm/google_go-tpm-tools/gce-cos-85-nonce9009.pb"))
        let log = try BootEventLog(#require(evidence.eventLog))
        let events = log.events.filter { $0.register == 4 && $0.extends }
        var prediction = RegisterPrediction()
        prediction.boot(digest: try #require(events[2].digests[.sha256]))
        for event in events.dropFirst(3) { prediction.extend(4, with: try #require(event.digests[.sha256])) }
        #expect(prediction.value(of: 4) == evidence.quotes[1].banks[0].values[4])
    }

    /// `CLOISTER_MEASURED_BOOT=/boot/vmlinuz-… swift test --filter MeasuredBootTests` boots that kernel, with a command line that was never seen before.
    @Test(.enabled(if: kernel != nil, "Set CLOISTER_MEASURED_BOOT to a kernel to boot it under QEMU, OVMF and swtpm."))
    func `A machine that boots now has the predicted registers`() throws {
        let path = try #require(Self.kernel)
        let place = FileManager.default.temporaryDirectory.appending(path: "measured-boot-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let line = "console=ttyS0 quiet cloister.run=\(UInt64.random(in: 0 ... .max))"
        let process = Process()
        process.executableURL = Self.folder.appending(path: "../../../scripts/measured-boot").standardizedFileURL
        process.arguments = [path, line, place.path]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        let initrd = [UInt8](try Data(contentsOf: place.appending(path: "initrd")))
        let program = Self.handedOver([UInt8](try Data(contentsOf: URL(filePath: path))), initrdLength: initrd.count)
        var prediction = RegisterPrediction()
        prediction.firmware(try log())
        try prediction.boot(program, .handedOver)
        prediction.linux(commandLine: line + " initrd=initrd", initrd: initrd)
        let registers = try rows(place.appending(path: "pcrs"))
        for register in 0..<10 as Range<UInt8> {
            #expect(prediction.value(of: register) == registers["\(register)"], "register \(register)")
        }
    }

    /// What QEMU 7.2 writes into a kernel's setup header (Linux boot protocol 2.02 and later), with 512 MiB of memory.
    private static func handedOver(_ kernel: [UInt8], initrdLength: Int) -> [UInt8] {
        var image = kernel
        func write(_ value: Int, at offset: Int, bytes: Int) {
            for index in 0..<bytes { image[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
        }
        write(0xb0, at: 0x210, bytes: 1)
        image[0x211] |= 0x80
        write(0xfe00, at: 0x224, bytes: 2)
        write(0x20000, at: 0x228, bytes: 4)
        write(((512 << 20) - 0x28000 - 1 - initrdLength) & ~0xfff, at: 0x218, bytes: 4)
        write(initrdLength, at: 0x21c, bytes: 4)
        return image
    }
}
