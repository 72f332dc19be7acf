import Testing
import Wire

@testable import Attestation

/// Every truncation and every changed byte of each container of TPM evidence, under a policy's name of its key.
@Suite(.enabled(if: SharedEvidence.isThere, SharedEvidence.absence)) struct TPMSweepTests {
    private static func complaints(
        _ name: String, _ bytes: [UInt8], _ key: String,
        masks: [UInt8] = [0x01, 0xff]
    ) async throws -> [String] {
        let count = try TPMEvidence(bytes).quotes.count
        let verifier = TPMVerifier(roots: [], keys: [try #require(AttestationKeyName(key))])
        return try await ByteSweep(name: name, bytes: bytes, masks: masks) {
            // Evidence of fewer quotes is other evidence, each of whose quotes still holds.
            guard try TPMEvidence($0).quotes.count == count else { throw AttestationError(refusing: .malformed, "fewer quotes") }
            return "\(try verifier.authenticate(Evidence(platform: .tpm, bytes: $0), at: 1_700_000_000))"
        }.complaints()
    }

    @Test func `[1][2] No byte of the JSON container can be changed`() async throws {
        let file = try SharedEvidence.bytes("tpm/confidential-containers_trustee/tpm_evidence.json")
        let text = Array(file[...(file.lastIndex(of: UInt8(ascii: "}")) ?? 0)])
        let complaints = try await Self.complaints("TPM JSON", text, NamedKeyTests.trustee, masks: [0x01])
        #expect(complaints.isEmpty, "\(complaints)")
    }

    @Test func `[1][2] No byte of Cloister's container can be changed, with a public area or without`() async throws {
        let quote = MadeQuote()
        let area = try TPMPublic(quote.area)
        let name = try #require(AttestationKeyName(area))
        #expect(try await Self.complaints("container", quote.bytes(), name.description) == [])
        let info = TPMEvidence.container(
            statement: quote.statement, signature: try quote.signature(),
            banks: [try #require(PCRBank(hash: .sha256, values: quote.values))],
            key: Array(quote.key.publicKey.derRepresentation))
        let complaints = try await Self.complaints("container of a bare key", info, "\(AttestationKeyName(AttestationKey(area)))")
        #expect(complaints.isEmpty, "\(complaints)")
    }

    /// Google's container without certificate and log: the one is not asked for where the key is named, the other is swept by itself.
    @Test func `[1][2] No byte of Google's container can be changed`() async throws {
        let file = try SharedEvidence.bytes("tpm/google_go-tpm-tools/gce-cos-85-nonce9009.pb")
        var reader = ProtobufReader(file)
        var bytes: [UInt8] = []
        while let (number, value) = try reader.next() {
            guard number <= 2, case .bytes(let content) = value else { continue }
            bytes += [UInt8(number << 3 | 2), UInt8(content.count & 0x7f) | 0x80, UInt8(content.count >> 7)] + content
        }
        let complaints = try await Self.complaints("protocol buffer", bytes, NamedKeyTests.googleName, masks: [0x01])
        #expect(complaints.isEmpty, "\(complaints)")
    }
}
