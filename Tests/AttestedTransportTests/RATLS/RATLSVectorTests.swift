import Attestation
import Crypto
import Foundation
import Testing
import Wire
import X509

@testable import AttestedTransport
@testable import RATLS

/// The vectors of docs/spec/ra-tls.md: fixed keys must give the printed bytes.
@Suite struct RATLSVectorTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Vectors")
    static let names = ["p256-sgx", "p384-sgx-nonce", "p256-software"]

    /// Names and hexadecimal values.
    static func values(_ name: String) throws -> [String: [UInt8]] {
        var values: [String: [UInt8]] = [:]
        for line in try String(contentsOf: folder.appendingPathComponent(name + ".txt"), encoding: .utf8).split(separator: "\n")
        where !line.hasPrefix("#") {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            values[parts[0]] = try #require([UInt8](hex: parts.count > 1 ? parts[1] : ""))
        }
        return values
    }

    /// The draft that a vector's inputs describe.
    private func draft(_ values: [String: [UInt8]]) throws -> RATLSDraft {
        let secret = try #require(values["private-key"])
        let key: AttestedTransport.CertificateKey =
            secret.count == 32 ? .p256(try .init(rawRepresentation: secret)) : .p384(try .init(rawRepresentation: secret))
        let hosts = String(decoding: values["hosts"] ?? [], as: UTF8.self).split(separator: ",").map(String.init)
        let certificate = SelfSignedCertificate(
            key: key, serialNumber: 1, validity: SelfSignedCertificate.validity(around: RATLSSample.time), hosts: hosts)
        return try RATLSDraft(certificate, nonce: values["nonce"])
    }

    @Test(arguments: names)
    func `We produce the specification's bytes from its inputs, and accept its certificates`(name: String) throws {
        let values = try Self.values(name)
        let draft = try draft(values)
        #expect(draft.certificate.key.publicKeyInfo == values["key"])
        #expect(draft.claims.encoded == values["claims"] && draft.reportData.bytes == values["report-data"])
        let platform: Platform = name.hasSuffix("software") ? .softwareTEE : .sgx
        let evidence = try Evidence(platform: platform, bytes: #require(values["evidence"]))
        #expect(RATLSEvidence.tagged(evidence, draft.claims) == values["extension"])
        // The certificate's own signature has a random part; what is signed has none.
        let ours = try LeafCertificate(draft.certificate(with: evidence))
        let printed = try #require(values["certificate"])
        #expect(try ours.signedBytes == LeafCertificate(printed).signedBytes)
        let expected = RATLSCertificate.Expectation(
            handshakeKey: draft.certificate.key.publicKeyInfo, time: RATLSSample.time, host: name == "p384-sgx-nonce" ? "192.0.2.7" : nil,
            nonce: values["nonce"])
        let read = try RATLSCertificate(chain: [printed], expecting: expected)
        #expect(read.evidence == evidence && read.reportData == draft.reportData && read.nonce == values["nonce"])
    }

    /// `CLOISTER_WRITE_VECTORS=1 swift test --filter RATLSVectorTests` writes them anew.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CLOISTER_WRITE_VECTORS"] != nil))
    func `Vectors are written on demand`() throws {
        for name in Self.names {
            let curve = name.hasPrefix("p384") ? 48 : 32
            var values: [(String, [UInt8])] = [("private-key", [UInt8](repeating: 0x21, count: curve))]
            if name.hasSuffix("nonce") { values += [("nonce", Array(0..<8)), ("hosts", Array("node.example,192.0.2.7".utf8))] }
            let draft = try draft(Dictionary(uniqueKeysWithValues: values))
            let enclave = FakeEnclave(root: try .init(rawRepresentation: [UInt8](repeating: 0x22, count: 32)))
            let evidence =
                name.hasSuffix("software")
                ? try Evidence(platform: .softwareTEE, bytes: SoftwareShape.evidence(draft.reportData))
                : try Evidence(platform: .sgx, bytes: enclave.quote(draft.reportData.bytes))
            values += [
                ("key", draft.certificate.key.publicKeyInfo), ("claims", draft.claims.encoded), ("report-data", draft.reportData.bytes),
                ("evidence", evidence.bytes), ("extension", RATLSEvidence.tagged(evidence, draft.claims)),
                ("certificate", try draft.certificate(with: evidence)),
            ]
            let text =
                "# docs/spec/ra-tls.md names these. Nobody vouches for the evidence.\n" + values.map { "\($0): \($1.hex)\n" }.joined()
            try Data(text.utf8).write(to: Self.folder.appendingPathComponent(name + ".txt"))
        }
    }
}
