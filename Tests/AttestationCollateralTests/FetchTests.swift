import Testing
import Wire

@testable import Attestation
@testable import AttestationCollateral

/// Whole bundles, fetched from a server that serves what the vendors published, and then verified offline.
@Suite struct FetchTests {
    private func fetch(
        _ evidence: Evidence, beside endorsements: Endorsements = Endorsements(), from routes: VendorRoutes, at time: UInt64
    ) async throws -> (bundle: FetchedBundle, requests: [SeenRequest]) {
        try await LoopbackServer.with({ routes.reply(to: $0) }) { server in
            let bundle = try await CollateralFetcher.with(
                sources: CollateralSources(intel: server.address, amd: server.address), limits: .hasty, clock: TestClock(time).clock
            ) { fetcher in
                try await fetcher.bundle(for: evidence, beside: endorsements, verifiers: HardwareVerifiers.all())
            }
            return (bundle, server.requests)
        }
    }

    /// Read back from its bytes, as a client does, and verified with nothing else.
    private func verifyOffline(_ fetched: FetchedBundle, at time: UInt64) throws {
        let bundle = try EndorsementBundle(decoding: fetched.bundle.encoded)
        try EvidenceAuthentication(HardwareVerifiers.all()).check(bundle.evidence, with: bundle.endorsements, at: time)
    }

    @Test(arguments: [(Sample.sgxSet, "sgx"), (Sample.tdxSet, "tdx")])
    func `A quote's collateral is fetched whole, and verifies offline`(name: String, tee: String) async throws {
        let (set, evidence, fmspc) = try Sample.quote(name, tee == "sgx" ? .sgx : .tdx)
        var routes = VendorRoutes()
        routes.add(set, tee: tee, fmspc: fmspc)
        let (fetched, requests) = try await fetch(evidence, from: routes, at: set.as_of_unix)
        try verifyOffline(fetched, at: set.as_of_unix)
        #expect(Set(requests.map(\.uri)) == Set(routes.routes.keys))
        #expect(requests.allSatisfy { $0.method == "GET" && $0.headers["cookie"] == nil && $0.headers["authorization"] == nil })
        #expect(fetched.parts.map(\.origin) == Array(repeating: "source", count: 4))
        #expect(try #require(fetched.expires) >= set.as_of_unix)
    }

    @Test func `A Milan report of version 2 is endorsed by the first product that knows its chip`() async throws {
        let evidence = try Sample.report(Sample.milanReport)
        var routes = VendorRoutes()
        try routes.add(.milan, list: "crl_20250506.der")
        let (fetched, requests) = try await fetch(evidence, from: routes, at: Sample.milanTime)
        try verifyOffline(fetched, at: Sample.milanTime)
        #expect(requests.count == 3)
        #expect(fetched.bundle.endorsements.certificates.count == 3)
    }

    @Test func `A Genoa report is endorsed by Genoa's authorities`() async throws {
        let evidence = try Sample.report(Sample.genoaReport)
        var routes = VendorRoutes()
        try routes.add(.genoa, list: "crl_20241023.der")
        let (fetched, requests) = try await fetch(evidence, from: routes, at: Sample.genoaTime)
        try verifyOffline(fetched, at: Sample.genoaTime)
        #expect(requests.allSatisfy { $0.uri.hasPrefix("/vcek/v1/Genoa/") })
    }

    @Test(
        "A Turin's key is asked for by eight bytes of id and five versions, and its report verifies with what comes",
        arguments: [
            (Sample.turinReport, "/vcek/v1/Turin/3b42092f69c656d3?fmcSPL=00&blSPL=01&teeSPL=00&snpSPL=02&ucodeSPL=71"),
            (Sample.laterTurinReport, "/vcek/v1/Turin/59790fb1c39f35c1?fmcSPL=01&blSPL=01&teeSPL=01&snpSPL=04&ucodeSPL=81"),
        ])
    func turin(file: String, address: String) async throws {
        let evidence = try Sample.report(file)
        let choices = try CollateralNeeds(of: evidence, beside: Endorsements()).choices
        let needs = try #require(choices.first)
        #expect(choices.count == 1 && needs.count == 3)
        var routes = VendorRoutes()
        try routes.add(.turin, list: nil)
        let (served, time) = (routes, Sample.turinTime)
        let (pieces, requests) = try await LoopbackServer.with({ served.reply(to: $0) }) { server in
            let sources = try CollateralSources(amd: server.address)
            let pieces = try await CollateralFetcher.with(sources: sources, limits: .hasty, clock: TestClock(time).clock) { fetcher in
                [try await fetcher.fetch(needs[0]), try await fetcher.fetch(needs[1])]
            }
            return (pieces, server.requests.map(\.uri))
        }
        #expect(requests == [address, "/vcek/v1/Turin/cert_chain"])
        let fetched = pieces.reduce(Endorsements()) { $0.union($1.answer.endorsements) }
        // No list of Turin's root was ever published beside these reports.
        let report = try SNPVerifier(accepting: [.unsafeWithoutRevocation]).authenticate(evidence, with: fetched, at: time)
        #expect(report.hardwareID.bytes.count == 8 && report.platform == .sevSNP)
        let missing = #expect(throws: AttestationError.self) { try SNPVerifier().authenticate(evidence, with: fetched, at: time) }
        #expect(missing?.refusal == .revocationListMissing)
        let error = await #expect(throws: CollateralError.self) { _ = try await fetch(evidence, from: served, at: time) }
        #expect(error?.code == .notFound)
    }

    @Test func `[11] A Turin's key of another chip, or of other versions, is no answer`() async throws {
        let piece = try #require(CollateralNeeds(of: Sample.report(Sample.turinReport), beside: Endorsements()).choices.first?.first)
        let other = try Vectors.bytes("collateral/amd/turin/vcek_49d521f0.der")
        let error = await #expect(throws: CollateralError.self) {
            try await LoopbackServer.with({ _ in .answer(200, body: other) }) { server in
                let sources = try CollateralSources(amd: server.address)
                _ = try await CollateralFetcher.with(sources: sources, limits: .hasty, clock: TestClock(Sample.turinTime).clock) {
                    fetcher in
                    try await fetcher.fetch(piece)
                }
            }
        }
        #expect(error?.code == .malformed && error?.cause?.refusal == .collateralMismatch)
    }

    @Test func `A VLEK comes with its report, and the authorities of VLEKs are fetched`() async throws {
        let evidence = try Sample.report(Sample.vlekReport)
        var routes = VendorRoutes()
        try routes.add(.milan, list: "crl_20250506.der")
        let keys = Endorsements(certificates: try Vectors.files("collateral/amd/milan", "vlek_"))
        let (fetched, requests) = try await fetch(evidence, beside: keys, from: routes, at: Sample.milanTime)
        try verifyOffline(fetched, at: Sample.milanTime)
        #expect(requests.map(\.uri) == ["/vlek/v1/Milan/cert_chain", "/vlek/v1/Milan/crl"])
        let refusal = await #expect(throws: AttestationError.self) {
            _ = try await fetch(evidence, from: routes, at: Sample.milanTime)
        }
        #expect(refusal?.refusal == .endorsementMissing)
    }

    @Test func `A machine that its vendor does not know has no bundle`() async throws {
        let evidence = try Sample.report(Sample.milanReport)
        let error = await #expect(throws: CollateralError.self) {
            _ = try await fetch(evidence, from: VendorRoutes(), at: Sample.milanTime)
        }
        #expect(error?.code == .notFound)
    }

    @Test func `[7] What does not verify is no bundle, whoever served it`() async throws {
        let (set, evidence, fmspc) = try Sample.quote(Sample.tdxSet, .tdx)
        var routes = VendorRoutes()
        routes.add(set, tee: "tdx", fmspc: fmspc)
        let path = "/tdx/certification/v4/tcb?fmspc=\(fmspc)"
        let text = String(decoding: try #require(routes.routes[path]).body, as: UTF8.self)
        routes.routes[path]?.body = Array(text.replacing("\"OutOfDate\"", with: "\"UpToDate\"").utf8)
        let altered = routes
        let forged = await #expect(throws: AttestationError.self) { _ = try await fetch(evidence, from: altered, at: set.as_of_unix) }
        #expect(forged?.refusal == .collateralSignature)
        var bytes = evidence.bytes
        bytes[100] ^= 1
        routes.routes[path]?.body = Array(text.utf8)
        let (whole, changed) = (routes, try Evidence(platform: .tdx, bytes: bytes))
        let refused = await #expect(throws: AttestationError.self) { _ = try await fetch(changed, from: whole, at: set.as_of_unix) }
        #expect(refused?.refusal == .reportSignature)
    }
}
