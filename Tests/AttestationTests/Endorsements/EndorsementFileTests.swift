import Foundation
import Testing
import Wire

@testable import Attestation

@Suite struct EndorsementFileTests {
    private func isRefused(_ bytes: [UInt8]) -> Bool {
        do throws(AttestationError) {
            _ = try EndorsementFile.endorsements(in: bytes)
            return false
        } catch { return error.refusal == .endorsementMalformed || error.refusal == .malformed }
    }

    private static let folder = SharedQuoteTests.folder.appendingPathComponent("collateral")

    private func files(_ suffix: String) throws -> [[UInt8]] {
        guard let all = FileManager.default.enumerator(at: Self.folder, includingPropertiesForKeys: nil)?.allObjects as? [URL], !all.isEmpty
        else { try Test.cancel("There are no endorsements of real machines in ../shared/vectors/evidence.") }
        return try all.filter { $0.path.hasSuffix(suffix) }.map { Array(try Data(contentsOf: $0)) }
    }

    @Test func `A document's bytes are kept as they came, white space and all`() throws {
        let signature = String(repeating: "0a", count: 64)
        let text = "{ \"signature\":\"\(signature)\", \"tcbInfo\" : { \"version\" : 3,\n \"id\":\"TDX\" } }"
        let found = try EndorsementFile.endorsements(in: Array(text.utf8)).documents
        #expect(found.map(\.bytes) == [Array("{ \"version\" : 3,\n \"id\":\"TDX\" }".utf8)] && found.first?.kind == .tcbInfo)
    }

    @Test func `[23] What is no endorsement is refused, and so is a document without its signature`() {
        let texts = ["", "{}", "[]", "{\"tcbInfo\":{}}", "{\"tcbInfo\":{},\"signature\":\"00\"}", "-----BEGIN PUBLIC KEY-----", "3082", "hello"]
        for text in texts { #expect(isRefused(Array(text.utf8)), "\(text)") }
        #expect(isRefused([0x30]) && isRefused([0x30, 0x82, 1]) && isRefused([0x30, 0x80, 0x04]))
        #expect(isRefused([UInt8](repeating: 0x30, count: EndorsementFile.maximumLength + 1)))
    }

    @Test func `Certificates and lists of real vendors are told apart, in DER and in hexadecimal`() throws {
        let lists = try files(".crl.der") + files("crl_20250506.der")
        #expect(lists.count > 50)
        for file in lists {
            #expect(try EndorsementFile.endorsements(in: file) == Endorsements(revocationLists: [file]))
            #expect(try EndorsementFile.endorsements(in: Array((file.hex + "\n").utf8)).revocationLists == [file])
        }
        let certificates = try files("ark.der") + files("ask.der") + files("PCK_Platform_CA.der") + files("nitro_root_G1.der")
        #expect(certificates.count >= 8)
        for file in certificates { #expect(try EndorsementFile.endorsements(in: file) == Endorsements(certificates: [file])) }
        for file in try files("chain_platform.pem") { #expect(try EndorsementFile.endorsements(in: file).certificates.count == 2) }
    }

    @Test func `Every document of Intel's is read with its kind`() throws {
        let documents = try files(".json")
        #expect(documents.count > 50)
        for file in documents { #expect(try EndorsementFile.endorsements(in: file).documents.count == 1) }
    }
}
