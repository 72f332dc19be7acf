import Testing
import Wire

@testable import Ledger

@Suite(.timeLimit(.minutes(2))) struct LedgerClockTests {
    @Test func `[106] The time follows the monotonic clock and never goes back`() {
        var time = LedgerTime()
        time.raise(to: 1_000, at: .seconds(5))
        #expect(time.now(at: .seconds(5)) == 1_000)
        #expect(time.now(at: .seconds(65)) == 1_060)
        // Earlier times, and a monotonic clock that runs backwards, change nothing.
        time.raise(to: 900, at: .seconds(65))
        time.confirm(950, asked: .seconds(60), at: .seconds(66))
        #expect(time.now(at: .seconds(1)) == 1_061)
        #expect(time.now(at: .seconds(-10_000_000)) == 1_061)
    }

    @Test func `[106] A quorum's time moves it forward by years`() {
        var time = LedgerTime()
        time.raise(to: 1_000, at: .zero)
        time.confirm(400_000_000, asked: .seconds(1), at: .seconds(2))
        #expect(time.now(at: .seconds(2)) == 400_000_000)
        time.confirm(.max, asked: .seconds(1), at: .seconds(3))
        #expect(time.now(at: .seconds(1_000_000)) == UInt64(Int64.max) + 999_997)
    }

    @Test func `[134] The age counts from the earliest request, and is unknown before the first`() throws {
        var time = LedgerTime()
        #expect(time.age(at: .seconds(9)) == nil)
        time.confirm(1_000, asked: .seconds(10), at: .seconds(14))
        #expect(time.age(at: .seconds(40)) == .seconds(30))
        time.confirm(1_001, asked: .seconds(3), at: .seconds(41))
        #expect(time.age(at: .seconds(41)) == .seconds(31))
    }

    @Test func `[134] A time beyond its bound is not fresh; without a quorum there is no bound`() throws {
        let hand = HandMonotonic(isFrozen: true)
        let clock = LedgerClock(policy: try TestWitnesses().policy(age: 60), monotonic: hand.clock)
        #expect(!clock.isFresh)
        clock.raise(to: 1_000)
        #expect(!clock.isFresh)
        clock.confirm(2_000, asked: .zero)
        #expect(clock.isFresh && clock.now == 2_000)
        hand.advance(.seconds(60))
        #expect(clock.isFresh)
        hand.advance(.milliseconds(1))
        #expect(!clock.isFresh && clock.now == 2_060)
        #expect(LedgerClock(monotonic: hand.clock).isFresh)
    }

    @Test func `[106][134] Commits bring the witnesses' time, even where the host's clock stands still`() async throws {
        let witnesses = try TestWitnesses()
        let hand = HandMonotonic(isFrozen: true)
        let quorum = try witnesses.quorum(monotonic: hand.clock)
        try await quorum.whileRunning {
            let journal = try await Journal.fresh(MemoryLedgerStore(), quorum)
            #expect(journal.clock.now == 1_800_000_000)
            try await journal.whileRunning {
                for witness in witnesses.all { witness.clock.now += 315_360_000 }
                try await journal.append([Fixed.event("ten years later")])
                #expect(journal.clock.now == 2_115_360_000 && journal.clock.isFresh)
                // One liar, whichever way, does not move the median of three, nor of two.
                witnesses.all[0].clock.now = 0
                try await journal.append([Fixed.event("and no earlier")])
                #expect(journal.clock.now == 2_115_360_000)
            }
        }
    }

    @Test func `[106] Time that was written down survives an opening without a clock`() async throws {
        let store = MemoryLedgerStore()
        let clock = LedgerClock()
        clock.raise(to: 1_900_000_000)
        let journal = try await Journal.create(store: store, keys: Fixed.keys(), origin: Fixed.origin(), clock: clock)
        clock.raise(to: 1_900_001_000)
        try await journal.whileRunning { try await journal.recordTime().durable() }
        let later = LedgerClock()
        _ = try await Journal.reopen(store, nil, clock: later)
        #expect((1_900_001_000...1_900_001_060).contains(later.now))
    }

    @Test func `[134] An idle ledger has its head cosigned again before the time is too old`() async throws {
        let witnesses = try TestWitnesses()
        let policy = try witnesses.policy(age: 1)
        let quorum = try witnesses.quorum(policy)
        try await quorum.whileRunning {
            let journal = try await Journal.fresh(MemoryLedgerStore(), quorum)
            try await journal.whileRunning {
                for witness in witnesses.all { witness.clock.now += 5_000 }
                for _ in 0..<400 where journal.clock.now < 1_800_005_000 { try await Task.sleep(for: .milliseconds(50)) }
                #expect(journal.clock.now >= 1_800_005_000)
                for witness in witnesses.all.prefix(2) { witness.mood = .offline }
                for _ in 0..<400 where journal.clock.isFresh { try await Task.sleep(for: .milliseconds(50)) }
                #expect(!journal.clock.isFresh)
            }
        }
    }

    @Test func `[105] A journal's own entry of another form is refused`() {
        var history = JournalHistory()
        let record = LedgerRecord(fields: [.init("time", [1, 2, 3])])
        #expect(throws: LedgerError.of(.damagedEntry)) { try history.observe(.time, record, sequence: 3) }
        #expect(throws: LedgerError.of(.damagedEntry)) { try history.observe(.opening, record, sequence: 3) }
        let late = LedgerRecord(fields: [.init("time", [UInt8](repeating: 0xff, count: 8))])
        #expect(throws: LedgerError.of(.damagedEntry)) { try history.observe(.time, late, sequence: 3) }
    }
}
