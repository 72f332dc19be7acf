import Foundation
import Testing

@testable import Attestation

/// Chains in headers of Intel's answers.
@Suite struct IssuerChainTests {
    private static let pem: String = {
        let text = Data(IntelRoot.production.certificate.der).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return "-----BEGIN CERTIFICATE-----\n\(text)\n-----END CERTIFICATE-----\n"
    }()

    @Test(arguments: [CharacterSet.alphanumerics, .urlQueryAllowed]) func `A chain is read however much of it is encoded`(
        plain: CharacterSet
    ) throws {
        let header = try #require((Self.pem + Self.pem).addingPercentEncoding(withAllowedCharacters: plain))
        let der = IntelRoot.production.certificate.der
        #expect(try IssuerChain.certificates(in: Array(header.utf8)) == [der, der])
    }

    @Test func `[99] What is no chain is refused`() throws {
        let header = try #require(Self.pem.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let many = String(repeating: header, count: 5)
        let long = header + String(repeating: "%20", count: 6000)
        for text in ["", "%", "%2", "%zz", header + "%", header + "%1", header + "x", String(header.dropLast(20)), many, long] {
            let error = #expect(throws: AttestationError.self, "\(text.prefix(20))") {
                _ = try IssuerChain.certificates(in: Array(text.utf8))
            }
            #expect(error?.refusal == .endorsementMalformed)
        }
    }
}
