import Testing
import Wire

@testable import Attestation

@Suite struct EndorsementBundleTests {
    private func endorsements() -> Endorsements {
        Endorsements(
            certificates: [[0x30, 1], [0x30, 2]], revocationLists: [[0x30, 3]],
            documents: [Endorsements.SignedDocument(kind: .tcbInfo, bytes: Array("{}".utf8), signature: [UInt8](repeating: 7, count: 64))],
            eventLogs: [[9, 9]])
    }

    private func bundle() throws -> EndorsementBundle {
        try EndorsementBundle(evidence: Evidence(platform: .tdx, bytes: [4, 0, 2, 0, 0x81, 0, 0, 0]), endorsements: endorsements())
    }

    private func isRefused(_ bytes: [UInt8]) -> Bool {
        do throws(AttestationError) {
            _ = try EndorsementBundle(decoding: bytes)
            return false
        } catch { return error.refusal == .malformed || error.code == .tooLarge }
    }

    @Test func `The encoding is the one in the specification`() throws {
        let head = "434c4f4953544542" + "a7" + "0001" + "0163746478" + "0248" + "0400020081000000"
        let tail = "03" + "82" + "423001" + "423002" + "04" + "81" + "423003"
        let document = "05" + "81" + "83" + "67746362496e666f" + "427b7d" + "5840" + String(repeating: "07", count: 64)
        #expect(try bundle().encoded.hex == head + tail + document + "06" + "81" + "420909")
        #expect(try EndorsementBundle(decoding: bundle().encoded) == bundle())
    }

    @Test func `[2][23] Every truncation and extension is refused`() throws {
        let bytes = try bundle().encoded
        for length in 0..<bytes.count { #expect(isRefused(Array(bytes.prefix(length))), "\(length)") }
        #expect(isRefused(bytes + [0]))
    }

    @Test func `[1][23] A flipped byte is refused or is another bundle with its own encoding`() throws {
        let bytes = try bundle().encoded
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1
            guard let read = try? EndorsementBundle(decoding: changed) else { continue }
            #expect(try read.encoded == changed && read != bundle(), "\(place)")
        }
    }

    @Test func `[23] A bundle in a bundle, too many entries, one twice and an empty one are refused`() throws {
        let inner = try Evidence(platform: .tdx, bytes: bundle().encoded)
        #expect(throws: AttestationError(.malformed, "")) { try EndorsementBundle(evidence: inner, endorsements: Endorsements()) }
        let many = Endorsements(certificates: (0..<33).map { [0x30, UInt8($0)] })
        let evidence = try Evidence(platform: .tdx, bytes: [4])
        #expect(throws: AttestationError(.malformed, "")) { try EndorsementBundle(evidence: evidence, endorsements: many) }
        let twice = try EndorsementBundle(evidence: evidence, endorsements: Endorsements(certificates: [[0x30], [0x30]]))
        #expect(isRefused(twice.encoded))
        let empty = try EndorsementBundle(evidence: evidence, endorsements: Endorsements(certificates: [[]]))
        #expect(isRefused(empty.encoded))
    }

    @Test func `What does not fit where evidence goes is refused`() throws {
        let evidence = try Evidence(platform: .tdx, bytes: [4])
        let long = Endorsements(eventLogs: [[UInt8](repeating: 1, count: Evidence.maximumLength)])
        #expect(throws: AttestationError(.tooLarge, "")) { try EndorsementBundle(evidence: evidence, endorsements: long) }
    }

    @Test func `[11] In a session a bundle of another platform than its sender named is refused`() throws {
        let evidence = try Evidence(platform: .sgx, bytes: bundle().encoded)
        #expect(throws: AttestationError(.malformed, "")) { try OpenedEvidence(evidence, with: Endorsements()) }
        let opened = try OpenedEvidence(Evidence(platform: .tdx, bytes: bundle().encoded), with: Endorsements(certificates: [[0x30, 2], [0x30, 8]]))
        #expect(opened.endorsements.certificates == [[0x30, 2], [0x30, 8], [0x30, 1]] && opened.format == .tdxQuote4)
    }
}
