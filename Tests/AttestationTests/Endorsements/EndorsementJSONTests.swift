import Testing
import Wire

@testable import Attestation

/// Intel's endorsements as JSON: answers of its service, and sets as verification libraries write them.
@Suite struct EndorsementJSONTests {
    private static let signature = String(repeating: "0a", count: 64)

    private func read(_ text: String) throws(AttestationError) -> Endorsements {
        try EndorsementFile.endorsements(in: Array(text.utf8))
    }

    private func refusal(_ text: String) -> String? {
        do throws(AttestationError) {
            _ = try read(text)
            return nil
        } catch { return error.refusal == .endorsementMalformed ? error.message : "another refusal: \(error)" }
    }

    private func pem(_ der: [UInt8]) -> String {
        "-----BEGIN CERTIFICATE-----\\n\(String(Base64.encode(der)))\\n-----END CERTIFICATE-----\\n"
    }

    /// A set with every member, all texts; `change` sees its members.
    private func set(_ change: (inout [String: String]) -> Void = { _ in }) -> String {
        var members = [
            "pck_crl_issuer_chain": pem([0x30, 1, 1]) + pem([0x30, 1, 2]), "tcb_info_issuer_chain": pem([0x30, 1, 3]) + pem([0x30, 1, 2]),
            "qe_identity_issuer_chain": pem([0x30, 1, 3]), "pck_certificate_chain": pem([0x30, 1, 4]), "root_ca_crl": "300105",
            "pck_crl": "300106", "tcb_info": "{\\\"id\\\":\\\"TDX\\\"}", "tcb_info_signature": Self.signature,
            "qe_identity": "{ \\\"id\\\":\\\"TD_QE\\\" }", "qe_identity_signature": Self.signature,
        ]
        change(&members)
        return "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",") + "}"
    }

    @Test func `A set is read with all that is in it, and nothing twice`() throws {
        let signature = [UInt8](repeating: 0x0a, count: 64)
        let expected = Endorsements(
            certificates: [[0x30, 1, 1], [0x30, 1, 2], [0x30, 1, 3], [0x30, 1, 4]], revocationLists: [[0x30, 1, 5], [0x30, 1, 6]],
            documents: [
                Endorsements.SignedDocument(kind: .tcbInfo, bytes: Array(#"{"id":"TDX"}"#.utf8), signature: signature),
                Endorsements.SignedDocument(kind: .enclaveIdentity, bytes: Array(#"{ "id":"TD_QE" }"#.utf8), signature: signature),
            ])
        #expect(try read(set()) == expected)
        #expect(try read("{\"quote\":\"00\",\"collateral\":\(set())}") == expected)
        #expect(try read(" \n\t" + set()) == expected)
    }

    @Test func `What is empty in a set is absent, for its verifier to miss`() throws {
        let empty = try read(set { members in for name in members.keys { members[name] = "" } })
        #expect(empty == Endorsements())
        #expect(try read("{\"qe_identity\":\"\"}") == Endorsements())
    }

    @Test func `[23] What cannot be read in a set is refused, and named`() {
        #expect(refusal(set { $0["pck_crl"] = "30010" })?.contains("revocation list is not hexadecimal") == true)
        #expect(refusal(set { $0["root_ca_crl"] = "no" })?.contains("revocation list is not hexadecimal") == true)
        for name in ["tcb_info_signature", "qe_identity_signature"] {
            #expect(refusal(set { $0[name] = "0a" })?.contains("signature is not 64 bytes") == true)
            #expect(refusal(set { $0[name] = nil })?.contains("signature is not 64 bytes") == true)
        }
        #expect(refusal(set { $0["pck_crl_issuer_chain"] = "chain" }) != nil)
        #expect(refusal("{\"tcb_info\":")?.contains("its JSON does not hold") == true)
        #expect(refusal("{\"a\":1}")?.contains("neither an answer") == true)
        #expect(refusal("{\"enclaveIdentity\":{}}")?.contains("signature is not 64 bytes") == true)
    }

    @Test func `An answer of Intel's about an enclave is read with its kind`() throws {
        let found = try read("{\"enclaveIdentity\":{ \"id\" : \"QE\" },\"signature\":\"\(Self.signature)\"}").documents
        #expect(found.map(\.kind) == [.enclaveIdentity] && found.map(\.bytes) == [Array("{ \"id\" : \"QE\" }".utf8)])
    }

    @Test func `Files are told apart by what they begin with`() throws {
        let bundle = try EndorsementBundle(
            evidence: Evidence(platform: .tdx, bytes: [4]), endorsements: Endorsements(certificates: [[0x30, 2]]))
        #expect(try EndorsementFile.endorsements(in: bundle.encoded) == Endorsements(certificates: [[0x30, 2]]))
        let log = [UInt8](repeating: 0, count: 32) + Array("Spec ID Event03".utf8) + [UInt8](repeating: 0, count: 17)
        #expect(try EndorsementFile.endorsements(in: log) == Endorsements(eventLogs: [log]))
        #expect(throws: AttestationError(.notAuthentic, "")) { try EndorsementFile.endorsements(in: Array(log.dropLast())) }
        let list = "-----BEGIN X509 CRL-----\nMAMwAQI=\n-----END X509 CRL-----\n"
        #expect(try read("\n" + list) == Endorsements(revocationLists: [[0x30, 3, 0x30, 1, 2]]))
        // A certificate's first member holds a version, a list's a number or an algorithm; a long length has a head of its own.
        #expect(try EndorsementFile.endorsements(in: [0x30, 0x81, 4, 0x30, 2, 0xa0, 0]).certificates.count == 1)
        #expect(try EndorsementFile.endorsements(in: [0x30, 4, 0x30, 2, 0x30, 0]).revocationLists.count == 1)
        #expect(try EndorsementFile.endorsements(in: [0x30, 4, 0x30, 2, 0x02, 0]).revocationLists.count == 1)
        #expect(try read("3004 3002\n0200").revocationLists == [[0x30, 4, 0x30, 2, 2, 0]])
        for bytes in [[0x30, 4, 0x30, 2, 0x04, 0], [0x30], [0x30, 2, 0x31, 0], [0x30, 2, 0x30, 0], [0x31, 0]] as [[UInt8]] {
            #expect(throws: AttestationError(.notAuthentic, ""), "\(bytes)") { try EndorsementFile.endorsements(in: bytes) }
        }
        #expect(refusal("")?.contains("empty") == true && refusal("3102")?.contains("neither DER nor PEM") == true)
    }
}
