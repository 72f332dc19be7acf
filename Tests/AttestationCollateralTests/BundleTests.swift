import Testing
import Wire

@testable import Attestation
@testable import AttestationCollateral

/// Bundles from a cache that somebody else could write, and from sources that go back.
@Suite struct BundleTests {
    private struct Case {
        let set: Vectors.IntelSet
        let evidence: Evidence
        let fmspc: String
        let routes: VendorRoutes
        let store = CollateralMemoryStore()

        init() throws {
            (set, evidence, fmspc) = try Sample.quote(Sample.tdxSet, .tdx)
            var routes = VendorRoutes()
            routes.add(set, tee: "tdx", fmspc: fmspc)
            self.routes = routes
        }

        /// A fetcher whose source serves the routes.
        func fetcher(offline: Bool = false) throws -> (CollateralFetcher, ScriptedTransport) {
            let base = "https://pccs.example"
            let routes = routes
            let transport = ScriptedTransport { request, _ in
                guard let route = routes.routes[String(request.address.dropFirst(base.count))] else {
                    return HTTPAnswer(status: 404, fields: [], body: [])
                }
                return HTTPAnswer(status: 200, fields: route.headers.map { HTTPField($0.key, $0.value) }, body: route.body)
            }
            var limits = CollateralFetcher.Limits.hasty
            limits.isOffline = offline
            let fetcher = CollateralFetcher(
                sources: try CollateralSources(intel: base), limits: limits, clock: TestClock(set.as_of_unix).clock, store: store,
                transport: transport)
            return (fetcher, transport)
        }
    }

    @Test func `[8] Collateral older than what was seen is refused, whoever serves it`() async throws {
        let made = try Case()
        let (fetcher, _) = try made.fetcher()
        let seen = try CollateralMemory(text: "cloister/collateral-memory/v1\ntdx/\(made.fmspc) 4000000000\n")
        let error = await #expect(throws: AttestationError.self) {
            _ = try await fetcher.bundle(
                for: made.evidence, verifiers: HardwareVerifiers.all(cache: CollateralCache(remembering: seen)))
        }
        #expect(error?.refusal == .collateralRolledBack)
        let cache = CollateralCache()
        _ = try await fetcher.bundle(for: made.evidence, verifiers: HardwareVerifiers.all(cache: cache))
        #expect(cache.memory.text.contains("tdx/\(made.fmspc) "))
    }

    @Test func `[7] A cache that somebody filled with forgeries is emptied, and the source asked`() async throws {
        let made = try Case()
        let (fetcher, transport) = try made.fetcher()
        let first = try await fetcher.bundle(for: made.evidence, verifiers: HardwareVerifiers.all())
        let part = try #require(first.parts.first)
        let entry = try #require(made.store.entry(for: part.address))
        let text = String(decoding: entry.body, as: UTF8.self).replacing("\"OutOfDate\"", with: "\"UpToDate\"")
        made.store.keep(
            CollateralEntry(
                address: entry.address, fetchedAt: entry.fetchedAt, freshUntil: entry.freshUntil, tag: nil, lastModified: nil,
                issuerChain: entry.issuerChain, body: Array(text.utf8)))
        let (offline, _) = try made.fetcher(offline: true)
        let error = await #expect(throws: AttestationError.self) {
            _ = try await offline.bundle(for: made.evidence, verifiers: HardwareVerifiers.all())
        }
        #expect(error?.refusal == .collateralSignature)
        let second = try await fetcher.bundle(for: made.evidence, verifiers: HardwareVerifiers.all())
        #expect(second.bundle == first.bundle)
        #expect(transport.requests.count == 8)
    }

    @Test func `A document without its chain, or with another, is refused`() async throws {
        let made = try Case()
        let path = "/tdx/certification/v4/qe/identity"
        for chain in [nil, VendorRoutes.encoded(made.set.collateral.tcb_info_issuer_chain) + "%", "abc", ""] as [String?] {
            var routes = made.routes
            routes.routes[path]?.headers = chain.map { ["SGX-Enclave-Identity-Issuer-Chain": $0] } ?? [:]
            let served = routes
            let transport = ScriptedTransport { request, _ in
                let route = served.routes[String(request.address.dropFirst("https://pccs.example".count))]
                return HTTPAnswer(status: 200, fields: route?.headers.map { HTTPField($0.key, $0.value) } ?? [], body: route?.body ?? [])
            }
            let fetcher = CollateralFetcher(
                sources: try CollateralSources(intel: "https://pccs.example"), limits: .hasty, clock: TestClock(made.set.as_of_unix).clock,
                store: CollateralMemoryStore(), transport: transport)
            let error = await #expect(throws: CollateralError.self) { _ = try await fetcher.fetch(.enclaveIdentity(.tdx)) }
            #expect(error?.code == .malformed)
        }
    }
}
