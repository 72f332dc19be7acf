import Crypto
import Testing
import Wire

@testable import Attestation

@Suite struct AMDRootsTests {
    @Test func `The roots are the ones whose fingerprints are written down`() {
        let prints = AMDRoots.all.map { Array(SHA256.hash(data: $0.certificate.der)).hex }
        #expect(
            prints == [
                "69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd",
                "4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1",
                "1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a",
            ])
        #expect(AMDRoots.all.map(\.certificate.subjectCommonName) == ["ARK-Milan", "ARK-Genoa", "ARK-Turin"])
        #expect(
            AMDRoots.all.allSatisfy { $0.certificate.algorithm == .pss(.sha384) && $0.certificate.publicKey.rsa?.keySizeInBits == 4096 })
    }
}
