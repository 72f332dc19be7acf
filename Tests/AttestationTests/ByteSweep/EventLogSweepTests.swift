import Testing

@testable import Attestation

/// Every truncation and every changed byte of boot event logs of TPMs, in the newer form and in the older.
@Suite(.enabled(if: SharedEvidence.isThere, SharedEvidence.absence)) struct EventLogSweepTests {
    @Test func `[1][2][4] Of Google's log the quoted registers vouch for every digest but SHA-1's`() async throws {
        let evidence = try TPMEvidence(SharedEvidence.bytes("tpm/google_go-tpm-tools/gce-cos-85-nonce9009.pb"))
        let banks = evidence.quotes.flatMap(\.coveredBanks)
        let places = PlainLog(try #require(evidence.eventLog), banks: [(0x04, 20), (0x0b, 32), (0x0c, 48)])
        let sweep = ByteSweep(
            name: "TCG log", bytes: places.bytes,
            harmless: [
                .init(bytes: places.header, reason: "the header extends nothing: register, digest and class of the platform say nothing"),
                .init(bytes: places.kinds, reason: "a kind only says how the digest came about, and no requirement reads it"),
                .init(bytes: places.data, reason: "data only describes what the digest is of, unless it hashes to it"),
                .init(bytes: places.weak, reason: "SHA-1 digests confirm nothing, and are not compared"),
            ], masks: [0x01, 0xff]
        ) { bytes in
            let log = try BootEventLog(bytes)
            try log.check(against: banks)
            return "\([TPMHash.sha256, .sha384].map { log.replayed(in: $0).sorted { $0.key < $1.key } })"
        }
        let complaints = try await sweep.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
    }

    @Test func `[1][2][4] Of a log of the older form the registers vouch for every digest`() async throws {
        // There is no older log of a real machine at hand: one of five events, of which the second extends nothing.
        let locality = Array("StartupLocality".utf8) + [0, 3]
        let bytes =
            MadeLog.older(0, 8, 1) + MadeLog.older(0, 3, 0, locality) + MadeLog.older(4, 4, 2) + MadeLog.older(4, 0xd, 3, [1, 2, 3, 4])
            + MadeLog.older(7, 0x8000_0001, 4, []) + MadeLog.older(7, 1, 5)
        let registers = try BootEventLog(bytes).replayed(in: .sha1)
        func kind(_ at: Int) -> Range<Int> { at + 4..<at + 8 }
        let starts = [0, 33, 33 + 49, 33 + 49 + 33, 33 + 49 + 33 + 36, 33 + 49 + 33 + 36 + 32]
        let sweep = ByteSweep(
            name: "older log", bytes: bytes,
            harmless: [
                .init(bytes: Set([0, 2, 3, 4, 5].flatMap { kind(starts[$0]) }), reason: "a kind only says how the digest came about"),
                .init(bytes: Set(starts[1] + 8..<starts[1] + 28), reason: "what extends nothing has no digest that counts"),
                .init(
                    bytes: Set([32]).union(starts[2] + 32..<starts[2] + 33).union(starts[3] + 32..<starts[3] + 36).union([bytes.count - 1]),
                    reason: "data only describes what the digest is of"),
            ]
        ) { bytes in
            let log = try BootEventLog(bytes)
            // The older form confirms nothing by itself: what a register of SHA-1 would hold is compared here.
            guard log.replayed(in: .sha1) == registers else { throw AttestationError(refusing: .eventLogMismatch, "another register") }
            return "\(log.replayed(in: .sha1).sorted { $0.key < $1.key })"
        }
        let complaints = try await sweep.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
    }
}
