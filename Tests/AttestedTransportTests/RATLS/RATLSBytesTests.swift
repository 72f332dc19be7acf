import Testing
import X509

@testable import AttestedTransport
@testable import RATLS

/// A certificate's bytes, one wrong at a time.
@Suite struct RATLSBytesTests {
    @Test func `[1][2] No truncation, no extension and no flipped bit of a certificate is accepted, and none traps`() throws {
        let sample = RATLSSample()
        let genuine = try sample.certificate([sample.older(), sample.tagged()])
        #expect(RATLSSample.refusal([genuine], sample.expectation) == nil)
        for length in genuine.indices { #expect(RATLSSample.refusal([Array(genuine.prefix(length))], sample.expectation) != nil) }
        #expect(RATLSSample.refusal([genuine + [0]], sample.expectation) != nil)
        for index in genuine.indices {
            var bytes = genuine
            bytes[index] ^= 1 << UInt8(index % 8)
            #expect(RATLSSample.refusal([bytes], sample.expectation) != nil, "byte \(index)")
        }
    }

    @Test func `[100] A certificate beyond the limit is refused before it is read`() throws {
        let sample = RATLSSample()
        let long = [UInt8](repeating: 0x30, count: RATLSCertificate.maximumLength + 1)
        #expect(RATLSSample.refusal([long], sample.expectation) == .tooLong)
        guard case .malformed? = RATLSSample.refusal([Array(long.dropLast())], sample.expectation) else {
            Issue.record("nested sequences were read")
            return
        }
    }

    @Test func `The same extension twice is refused`() throws {
        let sample = RATLSSample()
        #expect(throws: (any Error).self) { try sample.certificate([sample.tagged(), sample.tagged()]) }
        // swift-certificates writes none, so two extensions of one length get one name afterwards.
        let twin = Certificate.Extension(oid: [2, 23, 133, 5, 4, 8], critical: false, value: try sample.tagged().value)
        var bytes = try sample.certificate([sample.tagged(), twin])
        let name: [UInt8] = [0x06, 0x06, 0x67, 0x81, 0x05, 0x05, 0x04, 0x08]
        let start = try #require(bytes.indices.first { bytes[$0...].starts(with: name) })
        bytes[start + 7] = 9
        guard case .malformed? = RATLSSample.refusal([bytes], sample.expectation) else {
            Issue.record("the same extension was read twice")
            return
        }
    }

    @Test func `Keys that are neither on P-256 nor on P-384 are refused`() throws {
        for curve in [UInt8(0x06), 0x08] {
            let sample = RATLSSample()
            var bytes = try sample.certificate([sample.tagged()])
            let prime256v1: [UInt8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]
            let start = try #require(bytes.indices.first { bytes[$0...].starts(with: prime256v1) })
            bytes[start + 7] = curve
            #expect(RATLSSample.refusal([bytes], sample.expectation) == .unsupportedKey)
        }
    }
}
