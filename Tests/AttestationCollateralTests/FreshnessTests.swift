import Testing

@testable import Attestation
@testable import AttestationCollateral

/// How long an answer serves.
@Suite struct FreshnessTests {
    private let now: UInt64 = 784_111_777  // Sun, 06 Nov 1994 08:49:37 GMT

    private func end(_ fields: [HTTPField], until last: Int64 = 2_000_000_000) -> UInt64 {
        Freshness.end(of: HTTPAnswer(status: 200, fields: fields, body: []), validIn: 0...last, at: now)
    }

    @Test func `A source says how long, within bounds`() {
        #expect(end([]) == now + 3600)
        #expect(end([HTTPField("cache-control", "public, max-age=60")]) == now + 60)
        #expect(end([HTTPField("Cache-Control", "max-age=99999999")]) == now + 86_400)
        #expect(end([HTTPField("Cache-Control", "max-age=99999999999999999999999")]) == now)
        #expect(end([HTTPField("Cache-Control", "max-age=60, no-cache")]) == now)
        #expect(end([HTTPField("Cache-Control", "No-Store")]) == now)
        #expect(end([HTTPField("Expires", "Sun, 06 Nov 1994 09:49:37 GMT")]) == now + 3600)
        #expect(end([HTTPField("Expires", "Sun, 06 Nov 1994 07:49:37 GMT")]) == now)
        #expect(end([HTTPField("Expires", "0")]) == now)
        #expect(end([HTTPField("Cache-Control", "max-age=5"), HTTPField("Expires", "0")]) == now + 5)
        #expect(end([], until: Int64(now) + 10) == now + 10)
    }

    @Test func `[8] What is kept is fresh, stale or expired`() {
        func state(_ moment: UInt64) -> Freshness {
            let entry = CollateralEntry(
                address: "", fetchedAt: 100, freshUntil: 200, tag: nil, lastModified: nil, issuerChain: nil, body: [])
            return Freshness(of: entry, validIn: 50...300, at: moment)
        }
        #expect(state(100) == .fresh && state(200) == .fresh)
        #expect(state(99) == .stale && state(201) == .stale && state(300) == .stale && state(50) == .stale)
        #expect(state(301) == .expired && state(49) == .expired && state(.max) == .expired)
        let backwards = CollateralEntry(
            address: "", fetchedAt: 100, freshUntil: 3, tag: nil, lastModified: nil, issuerChain: nil, body: [])
        #expect(Freshness(of: backwards, validIn: 0...300, at: 150) == .stale)
    }

    @Test func `Dates of HTTP are read in their one form`() {
        #expect(HTTPDate.seconds("Sun, 06 Nov 1994 08:49:37 GMT") == now)
        for text in [
            "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 06 Nev 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1894 08:49:37 GMT",
            "Sun, +6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:4937: GMT", "Sun,  6 Nov 1994 08:49:37 GMT",
        ] { #expect(HTTPDate.seconds(text) == nil, "\(text)") }
    }

    @Test func `[99] Headers that come twice, or are too long, are none`() {
        func answer(_ fields: HTTPField...) -> HTTPAnswer { HTTPAnswer(status: 200, fields: fields, body: []) }
        #expect(answer(HTTPField("ETag", "1")).validator("etag") == "1")
        #expect(answer(HTTPField("ETag", "1"), HTTPField("etag", "2")).validator("etag") == nil)
        #expect(answer(HTTPField("ETag", String(repeating: "1", count: 257))).validator("etag") == nil)
        #expect(answer(HTTPField("ETag", "a\u{7}b")).validator("etag") == nil)
        #expect(answer(HTTPField("ETag", "")).validator("etag") == nil)
        #expect(answer(HTTPField("X", String(repeating: "1", count: 32_769))).field("x") == nil)
        #expect(answer(HTTPField("Retry-After", "5")).retryAfter(at: now) == 5)
        #expect(answer(HTTPField("Retry-After", "Sun, 06 Nov 1994 08:49:40 GMT")).retryAfter(at: now) == 3)
        #expect(answer(HTTPField("Retry-After", "Sun, 06 Nov 1994 08:49:30 GMT")).retryAfter(at: now) == 0)
        #expect(answer(HTTPField("Retry-After", "soon")).retryAfter(at: now) == nil)
        #expect(answer(HTTPField("Retry-After", "-1")).retryAfter(at: now) == nil)
    }
}
