import Testing

@testable import Attestation

/// The certificates and revocation lists of real vendors.
@Suite(.enabled(if: SharedEvidence.isThere, SharedEvidence.absence)) struct SharedCertificateTests {
    @Test func `Every certificate and revocation list of AMD, Intel and AWS is read`() throws {
        let names = try ["collateral/amd", "collateral/intel", "collateral/aws"].flatMap {
            try SharedEvidence.files(below: $0, ending: ".der")
        }
        var (certificates, lists) = (0, 0)
        for name in names {
            let bytes = try SharedEvidence.bytes(name)
            if name.contains("crl") {
                _ = try X509RevocationList(der: bytes)
                lists += 1
            } else {
                _ = try X509Certificate(der: bytes)
                certificates += 1
            }
        }
        print("read \(certificates) certificates and \(lists) revocation lists")
        #expect(certificates >= 54 && lists >= 60)
    }

    @Test(arguments: ["milan", "genoa", "turin"], ["ask", "asvk"])
    func `AMD's own chain holds to its root and to no other`(product: String, name: String) throws {
        let leaf = try X509Certificate(der: SharedEvidence.bytes("collateral/amd/\(product)/\(name).der"))
        for root in ["milan", "genoa", "turin"] {
            let pinned = try PinnedRoot(der: SharedEvidence.bytes("collateral/amd/\(root)/ark.der"))
            let path = Result {
                try CertificatePath(leaf: leaf, from: [], to: [pinned], at: 1_750_000_000, revocation: .none)
            }
            #expect((try? path.get())?.certificates.count == (root == product ? 2 : nil))
        }
    }
}
