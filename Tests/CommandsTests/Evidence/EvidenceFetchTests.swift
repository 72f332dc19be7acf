import Attestation
import AttestationCollateral
import Foundation
import Testing
import Wire

@testable import Commands

/// `cloister evidence fetch`, with answers that were kept: nobody is asked.
@Suite struct EvidenceFetchTests {
    private static let quote = "tdx/Phala-Network_dcap-qvl/sample.tdx_quote"
    private static let moment = "2026-08-28T05:21:24Z"

    private let home = TemporaryHome()

    /// A home whose cache has all that the quote needs.
    private func fill() throws {
        let answers = try IntelAnswers("tdx_f1c85033_2026-08-28").answers
        try home.folder.prepare()
        let cache = try CollateralFolder(home.folder.filePath(.endorsements))
        for (path, answer) in answers {
            let isRootList = path == IntelAnswers.rootList
            let address =
                isRootList
                ? "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der" : "https://api.trustedservices.intel.com\(path)"
            try cache.keep(
                CollateralEntry(
                    address: address, fetchedAt: 1, freshUntil: 1, tag: nil, lastModified: nil,
                    issuerChain: answer.issuerChain.map { Array($0.value.utf8) }, body: Array(answer.body.utf8)))
        }
    }

    private func run(_ arguments: String...) async -> Int32 {
        await CloisterProgram.run(["evidence"] + arguments + ["--json", "--home", home.folder.path])
    }

    @Test func `What was kept makes a bundle that is verified offline, and a home remembers it`() async throws {
        try fill()
        let bundle = home.folder.path + "/quote.bundle"
        let quote = SharedVectors.path(Self.quote)
        #expect(await run("fetch", quote, "--offline", "--at", Self.moment, "--output", bundle) == 0)
        #expect(try home.mode(bundle) == 0o600)
        #expect(try home.mode(home.folder.filePath(.collateral)) == 0o600)
        let decoded = try EndorsementBundle(decoding: Array(Data(contentsOf: URL(fileURLWithPath: bundle))))
        #expect(decoded.endorsements.documents.count == 2 && decoded.endorsements.revocationLists.count == 2)
        let examined = try EvidenceFile(quote, endorsements: [bundle]).examine(
            policy: .careful, nonce: nil, at: Arguments.moment(Self.moment))
        #expect(examined.status == "OutOfDate")
        // The same again, from the bundle itself.
        #expect(await run("fetch", bundle, "--offline", "--at", Self.moment, "--output", bundle) == 0)
        // A year later nothing that was kept is valid any more.
        #expect(await run("fetch", quote, "--offline", "--at", "2027-08-28T05:21:24Z", "--output", bundle) == 7)
    }

    @Test func `[8] A home that has seen newer documents refuses older ones, in fetching and in verifying`() async throws {
        try fill()
        let bundle = home.folder.path + "/quote.bundle"
        let quote = SharedVectors.path(Self.quote)
        #expect(await run("fetch", quote, "--offline", "--at", Self.moment, "--output", bundle) == 0)
        func status() throws -> [String] {
            let remembered = try RememberedCollateral(in: home.folder)
            return try EvidenceFile(quote, endorsements: [bundle]).examine(
                policy: .careful, nonce: nil, at: Arguments.moment(Self.moment), cache: remembered.cache
            ).reasons.map(\.code)
        }
        #expect(try !status().contains("collateral_rolled_back"))
        try home.folder.write(Array("cloister/collateral-memory/v1\ntdx/quoting-enclave 4000000000\n".utf8), to: .collateral)
        #expect(try status() == ["collateral_rolled_back"])
        #expect(await run("fetch", quote, "--offline", "--at", Self.moment, "--output", bundle + "2") == 3)
        #expect(!LocalFile.exists(bundle + "2"))
        #expect(await run("verify", bundle, "--at", Self.moment) == 3)
        // What is remembered is not lowered by what was refused.
        #expect(String(decoding: try home.folder.read(.collateral), as: UTF8.self).contains("4000000000"))
    }

    @Test func `[8] A memory that is damaged is not taken for an empty one`() async throws {
        try fill()
        try home.folder.write(Array("cloister/collateral-memory/v1\nnonsense".utf8), to: .collateral)
        let error = #expect(throws: LocalFileError.self) { _ = try RememberedCollateral(in: home.folder) }
        #expect(error?.description.contains("is damaged") == true)
        #expect(
            await run("fetch", SharedVectors.path(Self.quote), "--offline", "--at", Self.moment, "--output", home.folder.path + "/b") == 7)
    }

    @Test func `Another moment asks only a home that was named`() throws {
        try home.folder.prepare()
        try home.folder.write(Array("cloister/collateral-memory/v1\ntdx/quoting-enclave 7\n".utf8), to: .collateral)
        let named = try HomeOptions.parse(["--home", home.folder.path])
        #expect(try !RememberedCollateral(named, at: 5).cache.memory.isEmpty)
        #expect(try !RememberedCollateral(named, at: nil).cache.memory.isEmpty)
        #expect(try RememberedCollateral(HomeOptions.parse([]), at: 5).cache.memory.isEmpty)
        #expect(try RememberedCollateral(in: nil).cache.memory.isEmpty)
    }

    @Test func `What two processes saw is remembered together`() throws {
        try home.folder.prepare()
        let text = "cloister/collateral-memory/v1\n"
        try home.folder.write(Array((text + "tdx/quoting-enclave 7\n").utf8), to: .collateral)
        let remembered = try RememberedCollateral(in: home.folder)
        try home.folder.write(Array((text + "sgx/quoting-enclave 9\ntdx/quoting-enclave 5\n").utf8), to: .collateral)
        try remembered.keep()
        #expect(
            String(decoding: try home.folder.read(.collateral), as: UTF8.self) == text
                + "sgx/quoting-enclave 9\ntdx/quoting-enclave 7\n")
    }

    @Test func `A source that is none, and one where nobody listens, are told apart`() async throws {
        try fill()
        let quote = SharedVectors.path(Self.quote)
        #expect(await run("fetch", quote, "--pcs", "http://pccs.example", "--output", home.folder.path + "/b") == 64)
        #expect(await run("fetch", SharedVectors.path(Self.quote) + ".missing", "--offline") == 7)
        #expect(!LocalFile.exists(home.folder.path + "/b"))
    }
}
