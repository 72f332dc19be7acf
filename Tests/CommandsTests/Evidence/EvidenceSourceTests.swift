import Foundation
import Testing

@testable import Commands

/// `cloister evidence fetch` and `verify`, whole, with a service on this machine that answers with what Intel published.
@Suite struct EvidenceSourceTests {
    private static let quote = "tdx/Phala-Network_dcap-qvl/sample.tdx_quote"
    /// When the quote's machine was up to date.
    private static let moment = "2025-07-04T10:16:31Z"

    private let home = TemporaryHome()
    private var bundle: String { home.folder.path + "/quote.bundle" }

    private func run(_ arguments: String...) async -> Int32 {
        await CloisterProgram.run(["evidence"] + arguments + ["--json", "--home", home.folder.path])
    }

    /// Fetches for a quote at a moment from a service that answers so, and gives the exit code.
    private func fetch(
        _ quote: String = SharedVectors.path(quote), at moment: String = moment,
        from reply: @escaping @Sendable (String) -> LocalVendor.Reply
    ) async throws -> Int32 {
        try home.folder.prepare()
        return try await LocalVendor.with(reply) { address in
            await run("fetch", quote, "--pcs", address, "--at", moment, "--output", bundle)
        }
    }

    private static func genuine(_ set: String = "tdx_f1c85033_2025-07-04") throws -> @Sendable (String) -> LocalVendor.Reply {
        let answers = try IntelAnswers(set).answers
        return { path in
            guard let answer = answers[path] else { return .init(status: 404) }
            return .init(headers: answer.issuerChain.map { [$0.name: $0.value] } ?? [:], body: answer.body)
        }
    }

    @Test func `A genuine quote's endorsements are fetched, and it is verified with them`() async throws {
        #expect(try await fetch(from: Self.genuine()) == 0)
        #expect(await run("verify", bundle, "--at", Self.moment) == 0)
        #expect(await run("verify", SharedVectors.path(Self.quote), "--endorsement", bundle, "--at", Self.moment) == 0)
        // Without what was fetched it is refused.
        #expect(await run("verify", SharedVectors.path(Self.quote), "--at", Self.moment) == 3)
        // What it had seen is remembered.
        let text = String(decoding: try home.folder.read(.collateral), as: UTF8.self)
        #expect(text.contains("tdx/quoting-enclave ") && text.split(separator: "\n").filter { $0.hasPrefix("list/") }.count == 2)
    }

    @Test func `A quote that was changed is refused with all endorsements, and no bundle is written`() async throws {
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: SharedVectors.path(Self.quote))))
        bytes[100] ^= 1
        try home.folder.prepare()
        let changed = home.folder.path + "/changed.quote"
        try LocalFile.write(bytes, to: changed)
        #expect(try await fetch(changed, from: Self.genuine()) == 3)
        #expect(!LocalFile.exists(bundle))
        #expect(try await fetch(from: Self.genuine()) == 0)
        #expect(await run("verify", changed, "--endorsement", bundle, "--at", Self.moment) == 3)
    }

    @Test func `[9] A machine that is out of date has a bundle, and is refused by the default policy`() async throws {
        let later = "2026-08-28T05:21:24Z"
        #expect(try await fetch(at: later, from: Self.genuine("tdx_f1c85033_2026-08-28")) == 0)
        #expect(await run("verify", bundle, "--at", later) == 3)
    }

    @Test(
        "[7][75] A source that says no, or answers with something else, is told from one that is busy",
        arguments: [
            (404, "", 4), (302, "", 4), (403, "", 4), (503, "", 5), (200, "rubbish", 3), (200, "", 3), (200, "{\"tcbInfo\":{}}", 3),
            (304, "", 3),
        ] as [(Int, String, Int32)])
    func answered(status: Int, body: String, code: Int32) async throws {
        _ = try SharedVectors.entries()
        #expect(try await fetch { _ in .init(status: status, headers: ["Location": "http://localhost/"], body: body) } == code)
        #expect(!LocalFile.exists(bundle))
    }

    @Test(arguments: ["qe/identity", "pckcrl", "rootcacrl"])
    func `[7] One wrong answer among right ones is refused`(part: String) async throws {
        let genuine = try Self.genuine()
        let code = try await fetch { path in
            var reply = genuine(path)
            if path.contains(part) { reply.body = String(reply.body.dropLast(2)) + "00" }
            return reply
        }
        #expect(code == 3)
        #expect(!LocalFile.exists(bundle))
    }

    @Test func `Where nobody listens nobody answers, and what was kept serves`() async throws {
        _ = try SharedVectors.entries()
        try home.folder.prepare()
        let gone = try await LocalVendor.with({ _ in .init() }) { $0 }
        let quote = SharedVectors.path(Self.quote)
        #expect(await run("fetch", quote, "--pcs", gone, "--at", Self.moment, "--output", bundle) == 5)
        #expect(!LocalFile.exists(bundle))
        let genuine = try Self.genuine()
        let was = try await LocalVendor.with(genuine) { address in
            #expect(await run("fetch", quote, "--pcs", address, "--at", Self.moment, "--output", bundle) == 0)
            return address
        }
        #expect(await run("fetch", quote, "--pcs", was, "--at", Self.moment, "--output", bundle + "2") == 0)
        #expect(await run("verify", bundle + "2", "--at", Self.moment) == 0)
    }
}
