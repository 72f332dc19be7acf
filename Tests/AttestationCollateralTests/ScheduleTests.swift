import Testing

@testable import Attestation
@testable import AttestationCollateral

/// The values that decide when something is asked: no clock, no network.
@Suite struct ScheduleTests {
    @Test func `Waits double, stay below their bound, and differ by chance`() {
        var limits = RetrySchedule.Limits()
        limits.attempts = 20
        limits.total = .seconds(1000)
        var (shortest, longest) = (RetrySchedule(limits), RetrySchedule(limits))
        for wanted in [500, 1000, 2000, 4000, 8000, 8000, 8000] {
            #expect(longest.afterFailure(elapsed: .zero, demand: nil, random: 1) == .wait(.milliseconds(wanted)))
            #expect(shortest.afterFailure(elapsed: .zero, demand: nil, random: 0) == .wait(.milliseconds(wanted / 2)))
        }
    }

    @Test func `[97] Attempts and time are bounded`() {
        var schedule = RetrySchedule(RetrySchedule.Limits())
        for _ in 0..<3 { #expect(schedule.afterFailure(elapsed: .zero, demand: nil, random: 0) != .giveUp) }
        #expect(schedule.afterFailure(elapsed: .zero, demand: nil, random: 0) == .giveUp)
        var late = RetrySchedule(RetrySchedule.Limits())
        #expect(late.afterFailure(elapsed: .seconds(90), demand: nil, random: 0) == .giveUp)
    }

    @Test func `[97] What a source demands is kept in full, or not waited for`() {
        var schedule = RetrySchedule(RetrySchedule.Limits())
        #expect(schedule.afterFailure(elapsed: .zero, demand: 30, random: 0) == .wait(.seconds(30)))
        #expect(schedule.afterFailure(elapsed: .zero, demand: 0, random: 1) == .wait(.seconds(1)))
        #expect(schedule.afterFailure(elapsed: .zero, demand: 31, random: 0) == .giveUp)
        var endless = RetrySchedule(RetrySchedule.Limits())
        #expect(endless.afterFailure(elapsed: .zero, demand: .max, random: 0) == .giveUp)
    }

    @Test func `Each host has its own places in time`() {
        var rates = RateLimit(interval: .seconds(1))
        #expect(rates.wait(for: "a", at: .seconds(5)) == .zero)
        #expect(rates.wait(for: "a", at: .seconds(5)) == .seconds(1))
        #expect(rates.wait(for: "a", at: .seconds(5)) == .seconds(2))
        #expect(rates.wait(for: "b", at: .seconds(5)) == .zero)
        #expect(rates.wait(for: "a", at: .seconds(9)) == .zero)
    }

    @Test func `A piece is due before its end, earlier by chance, and never at once again`() {
        var plan = RefreshPlan()
        #expect(plan.next == nil)
        let (day, start, end) = (UInt64(86_400), UInt64(1_000_000), UInt64(1_000_000 + 30 * 86_400))
        plan.keep(.intelRootList, validIn: Int64(start)...Int64(end), at: start, random: 0)
        #expect(plan.next == end - 2 * day)
        plan.keep(.intelRootList, validIn: Int64(start)...Int64(end), at: start, random: 1)
        #expect(plan.next == end - 3 * day)
        #expect(plan.duePieces(at: end - 3 * day - 1).isEmpty)
        #expect(plan.duePieces(at: end - 3 * day) == [.intelRootList])
        plan.keep(.enclaveIdentity(.sgx), validIn: Int64(start)...Int64(start + 400), at: start, random: 0)
        #expect(plan.next == start + 600)
        plan.putOff(.intelRootList, at: end)
        #expect(plan.duePieces(at: end) == [.enclaveIdentity(.sgx)])
        for number in 0..<300 {
            plan.keep(.tcbInfo(.sgx, fmspc: [UInt8(number & 255), UInt8(number >> 8)]), validIn: 0...10, at: 0, random: 0)
        }
        #expect(plan.duePieces(at: .max).count == RefreshPlan.maximumCount)
    }
}
