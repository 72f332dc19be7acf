import Testing

@testable import Attestation

@Suite struct RegisterPredictionTests {
    @Test func `[4] The initrd's bytes and their digest predict the same, and no initrd another value`() {
        var (bytes, digest, none) = (RegisterPrediction(), RegisterPrediction(), RegisterPrediction())
        bytes.linux(commandLine: "quiet", initrd: [1, 2, 3])
        digest.linux(commandLine: "quiet", initrdDigest: TPMHash.sha256.digest([1, 2, 3]))
        none.linux(commandLine: "quiet", initrd: nil)
        #expect(bytes == digest && bytes.value(of: 9) != none.value(of: 9))
        var stub = RegisterPrediction()
        stub.measure(9, [0x71, 0, 0x75, 0, 0x69, 0, 0x65, 0, 0x74, 0, 0, 0])
        #expect(none == stub, "the command line in UTF-16 with its zero")
    }

    @Test func `[4] Firmware's part leaves out register 4, what extends nothing, and banks that the log has not`() throws {
        let log = try BootEventLog(
            MadeLog.header() + MadeLog.event(0, 1, 5) + MadeLog.event(4, 4, 6) + MadeLog.event(7, 3, 7) + MadeLog.event(9, 1, 8)
                + MadeLog.event(7, 1, 9))
        var (found, wanted) = (RegisterPrediction(), RegisterPrediction())
        found.firmware(log)
        wanted.extend(0, with: Samples.bytes(5, 32))
        wanted.extend(7, with: Samples.bytes(9, 32))
        #expect(found == wanted)
        var other = RegisterPrediction(hash: .sha384)
        other.firmware(log)
        #expect(other == RegisterPrediction(hash: .sha384) && other.value(of: 0) == Samples.bytes(0, 48))
    }
}
