import Attestation
import Foundation
import SwiftASN1
import Testing

@testable import AttestedTransport
@testable import RATLS

/// The public certificates of the interoperability tests of other stacks, which are kept beside the repository.
@Suite struct PublicCertificateTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "../../../../shared/vectors/ra-tls")

    private func certificate(_ name: String) throws -> [UInt8] {
        guard let text = try? String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8) else {
            try Test.cancel("There are no certificates of other stacks in ../shared/vectors/ra-tls.")
        }
        return try PEMDocument(pemString: text).derBytes
    }

    private func expectation(_ bytes: [UInt8], at time: UInt64) throws -> RATLSCertificate.Expectation {
        .init(handshakeKey: try LeafCertificate(bytes).publicKeyInfo, time: time)
    }

    /// A time at which each is valid: April 2023.
    static let time: UInt64 = 1_680_307_200

    @Test(arguments: ["gramine-cert.pem", "intel-sgxsdk-cert.pem"])
    func `Those of Gramine and Intel's SDK parse and bind key, claims and quote`(name: String) throws {
        let bytes = try certificate(name)
        // Their signatures are over SHA-256 and their keys on P-384.
        let read = try RATLSCertificate(chain: [bytes], expecting: expectation(bytes, at: Self.time))
        #expect(read.form == .tagged && read.evidence.platform == .sgx)
        #expect(try ParsedQuote(read.evidence).reportData == read.reportData)
    }

    @Test(arguments: ["gramine-cert.pem", "intel-sgxsdk-cert.pem", "rats-tls-cert.pem"])
    func `[3] Each fails policy as a debug enclave, and as one that nobody authenticated`(name: String) throws {
        let bytes = try certificate(name)
        let read = try RATLSCertificate(chain: [bytes], expecting: expectation(bytes, at: Self.time))
        let measurement = try ParsedQuote(read.evidence).measurement
        let policy = AppraisalPolicy { MeasurementIsAccepted(control: [measurement], executor: [measurement]) }
        let codes = read.appraise(by: Appraiser(verifiers: [], policy: policy), as: .control, at: Self.time).failures.map(\.code)
        #expect(codes == [.platformNotAccepted, .notAuthentic, .debugEnabled])
    }

    @Test func `[6] The one of rats-tls is refused after its year`() throws {
        let bytes = try certificate("rats-tls-cert.pem")
        #expect(RATLSSample.refusal([bytes], try expectation(bytes, at: 1_708_621_823)) == .outsideValidity)
        #expect(RATLSSample.refusal([bytes], try expectation(bytes, at: 1_708_621_822)) == nil)
    }

    @Test func `Gramine's two quotes are of one enclave, and each binds in its own way`() throws {
        let leaf = try LeafCertificate(certificate("gramine-cert.pem"))
        let tagged = try #require(leaf.extensions[oid: RATLSExtension.tagged])
        let older = try #require(leaf.extensions[oid: RATLSExtension.olderOfGramine])
        let one = try RATLSEvidence(tagged: Array(tagged.value), key: leaf.publicKeyInfo, nonce: nil)
        let two = try RATLSEvidence(older: Array(older.value), key: leaf.publicKeyInfo)
        #expect(one.evidence != two.evidence && one.reportData != two.reportData && one.isOfSameNode(as: two))
    }

    @Test func `[1][2] No truncation and no flipped byte of them traps, and none binds`() throws {
        let bytes = try certificate("rats-tls-cert.pem")
        let expected = try expectation(bytes, at: Self.time)
        for length in stride(from: 0, to: bytes.count, by: 7) {
            #expect(RATLSSample.refusal([Array(bytes.prefix(length))], expected) != nil)
        }
        for index in stride(from: 0, to: bytes.count, by: 11) {
            var changed = bytes
            changed[index] ^= 0x20
            #expect(RATLSSample.refusal([changed], expected) != nil, "byte \(index)")
        }
    }
}
