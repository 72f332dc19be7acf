import Testing
import Wire

@testable import Attestation

@Suite struct PEMTests {
    private func block(_ bytes: [UInt8], label: String = "CERTIFICATE", end: String = "\n") -> String {
        let text = Base64.encode(bytes)
        return "-----BEGIN \(label)-----\(end)\(text.prefix(4))\(end)\(text.dropFirst(4))\(end)-----END \(label)-----\(end)"
    }

    @Test func `A chain is read with either line end and with the NUL of quotes`() throws {
        for end in ["\n", "\r\n"] {
            let text = Array((block([1, 2, 3, 4], end: end) + block([5, 6, 7], end: end)).utf8)
            for tail in [[], [0], [0x0a, 0]] as [[UInt8]] {
                #expect(try PEM.certificates(in: text + tail, atMost: 2) == [[1, 2, 3, 4], [5, 6, 7]])
            }
        }
        #expect(try PEM.revocationLists(in: Array(block([9], label: "X509 CRL").utf8), atMost: 1) == [[9]])
    }

    @Test func `[100] Text of another form, and more of it than allowed, is refused`() throws {
        let good = block([1, 2, 3, 4])
        for text in [
            "", "\n", good + good + good, "x" + good, good + "x", good.replacing("END", with: "BND"), String(good.dropLast(8)),
            good.replacing("AQID", with: "AQI*"), good.replacing("BA==", with: "BA="), good.replacing("BA==", with: "BB=="),
            block([1], label: "X509 CRL"),
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----",
        ] {
            #expect(throws: AttestationError.self, "\(text)") { try PEM.certificates(in: Array(text.utf8), atMost: 2) }
        }
    }
}
