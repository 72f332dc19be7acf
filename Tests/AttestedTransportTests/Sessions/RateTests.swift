import Testing

@testable import AttestedTransport

@Suite struct RateTests {
    private let start = ContinuousClock.now

    @Test func `[101] A burst, and then so many a second`() {
        var table = RateTable(limit: RateLimit(burst: 3, perSecond: 2), capacity: 8)
        func taken(_ count: Int, after seconds: Double) -> Int {
            (0..<count).count { _ in table.take("a", at: start + .milliseconds(Int64(seconds * 1000))) }
        }
        #expect(taken(10, after: 0) == 3)
        #expect(taken(10, after: 0.4) == 0)
        #expect(taken(10, after: 0.5) == 1)
        #expect(taken(10, after: 1.5) == 2)
        // However long the pause, no more than a burst is saved up.
        #expect(taken(10, after: 3600) == 3)
        let other = table.take("b", at: start)
        #expect(other)
        // A clock that goes back gives nothing away.
        #expect(taken(10, after: 1) == 0)
    }

    @Test func `[101] A flood of addresses shares one bucket, and the table stays as small as it is`() {
        var table = RateTable(limit: RateLimit(burst: 2, perSecond: 1), capacity: 16)
        var taken = 0
        for number in 0..<10_000 where table.take("\(number)", at: start) { taken += 1 }
        #expect(taken == 16 + 2)
        #expect(table.count == 17)
        // Those that are known keep their own.
        let known = table.take("3", at: start)
        #expect(known)
        // When buckets are full again they make room.
        let new = table.take("new", at: start + .seconds(60))
        #expect(new && table.count == 1)
    }

    @Test func `Limits below one count as one`() {
        let limit = RateLimit(burst: 0, perSecond: -5)
        #expect(limit.burst == 1 && limit.perSecond == 1)
    }

    @Test(arguments: [
        ("ipv4:192.0.2.1:443", "ipv4:192.0.2.1"), ("unix:/socket", "unix:/socket"), ("in-process:1", "in-process:1"), ("", ""),
        ("ipv6:[2001:db8:1:2::1]:443", "ipv6:20:1:d:b8:0:1:0:2/64"), ("ipv6:[2001:db8:1:2:ffff::9]:1", "ipv6:20:1:d:b8:0:1:0:2/64"),
        ("ipv6:[::ffff:192.0.2.1]:443", "ipv6:[::ffff:192.0.2.1]"), ("ipv6:[nonsense]:443", "ipv6:[nonsense]"),
    ])
    func `[101] All of one network of IPv6 counts as one peer`(_ peer: String, _ address: String) {
        #expect(HandshakeQuota.address(of: peer) == address)
    }

    @Test func `[101] Each kind of work has its own bucket, and every refusal is counted`() {
        var limits = SessionServerSettings.Limits()
        limits.handshakeRate = RateLimit(burst: 2, perSecond: 1)
        limits.appraisalRate = RateLimit(burst: 1, perSecond: 1)
        limits.exchangeRate = RateLimit(burst: 1, perSecond: 1)
        let clock = ManualClock()
        let quota = HandshakeQuota(limits: limits) { clock.now }
        func handshake() -> Bool {
            guard quota.enter("a", for: .handshake) else { return false }
            quota.leave("a")
            return true
        }
        #expect((0..<4).map { _ in handshake() } == [true, true, false, false])
        #expect((0..<2).map { _ in quota.mayAsk("a", for: .appraisal) } == [true, false])
        #expect((0..<2).map { _ in quota.enter("a", for: .exchange) } == [true, false])
        #expect(quota.current.tooFast == 4 && quota.current.turnedAway == 0 && quota.current.total == 1)
        clock.advance(.seconds(1))
        #expect(handshake() && quota.mayAsk("a", for: .appraisal))
    }
}
