import NIOCore
import Testing

@testable import AttestedTransport

@Suite struct FrameMeterTests {
    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    private func meter(_ change: (inout TransportLimits) -> Void = { _ in }) -> FrameMeter {
        var limits = TransportLimits()
        change(&limits)
        return FrameMeter(limits: limits, now: .uptimeNanoseconds(0))
    }

    private func at(_ seconds: UInt64) -> NIODeadline { .uptimeNanoseconds(seconds * 1_000_000_000) }

    private func violation(_ meter: inout FrameMeter, _ bytes: [UInt8], at time: UInt64 = 0) -> FrameMeter.Violation? {
        do {
            try bytes.withUnsafeBytes { try meter.read($0, at: at(time)) }
            return nil
        } catch { return error as? FrameMeter.Violation }
    }

    @Test func `[97][98] What is held is what is not whole, however the bytes are cut`() {
        let message = RawFrame.prefix(10) + [UInt8](repeating: 1, count: 10)
        let padded = RawFrame.frame(0, flags: 8, stream: 3, [4] + RawFrame.prefix(3) + [1] + [0, 0, 0, 0])
        let bytes =
            Self.preface + RawFrame.settings() + RawFrame.headers(1) + RawFrame.data(1, message + message.prefix(7)) + RawFrame.headers(3)
            + padded
        for size in 1...bytes.count {
            var meter = meter()
            for start in stride(from: 0, to: bytes.count, by: size) {
                #expect(violation(&meter, Array(bytes[start..<min(start + size, bytes.count)])) == nil)
            }
            #expect(meter.held == 7 + 6)
            #expect(meter.openStreams == 2)
        }
    }

    @Test func `[98] A stream that either end closes holds nothing any more`() {
        let partial = RawFrame.prefix(10) + [1]
        for ending in 0..<4 {
            var meter = meter()
            #expect(violation(&meter, Self.preface + RawFrame.headers(1) + RawFrame.data(1, partial)) == nil)
            #expect(meter.held == 6)
            switch ending {
            case 0: #expect(violation(&meter, RawFrame.reset(1)) == nil)
            case 1: #expect(violation(&meter, RawFrame.data(1, [2], ends: true)) == nil)
            case 2: RawFrame.reset(1).withUnsafeBytes { meter.write($0, at: at(0)) }
            default: RawFrame.frame(1, flags: 5, stream: 1, [0x88]).withUnsafeBytes { meter.write($0, at: at(0)) }
            }
            #expect(meter.held == 0)
            // Who has said all waits for our answer.
            #expect(meter.openStreams == (ending == 1 ? 1 : 0))
            #expect(violation(&meter, RawFrame.data(1, [1, 2, 3])) == nil)
            #expect(meter.held == 0)
        }
    }

    @Test func `[98] Counts start anew with each window`() {
        for (frame, expected) in [
            (RawFrame.ping(), FrameMeter.Violation.controlFrames), (RawFrame.settings(), .controlFrames),
            (RawFrame.priority(1), .controlFrames),
            (RawFrame.frame(200), .controlFrames), (RawFrame.reset(1), .resets),
        ] {
            var meter = meter()
            #expect(violation(&meter, Self.preface) == nil)
            for time in [0, 30] as [UInt64] { for _ in 0..<200 { #expect(violation(&meter, frame, at: time) == nil) } }
            #expect(violation(&meter, frame, at: 59) == expected)
        }
    }

    @Test func `[97] Each wait has its bound`() throws {
        var silent = meter()
        try silent.check(at: at(9))
        #expect(throws: FrameMeter.Violation.preface) { try silent.check(at: at(10)) }
        #expect(violation(&silent, Self.preface) == nil)
        try silent.check(at: at(1000))

        var waiting = meter()
        #expect(violation(&waiting, Self.preface + RawFrame.headers(1), at: 100) == nil)
        try waiting.check(at: at(399))
        #expect(throws: FrameMeter.Violation.slow) { try waiting.check(at: at(400)) }
        // The first message came: now the stream may rest, but not in the middle of the next.
        #expect(violation(&waiting, RawFrame.data(1, RawFrame.prefix(0)), at: 350) == nil)
        try waiting.check(at: at(9000))
        #expect(violation(&waiting, RawFrame.data(1, [0]), at: 9000) == nil)
        #expect(violation(&waiting, RawFrame.data(1, [0]), at: 9200) == nil)
        try waiting.check(at: at(9299))
        #expect(throws: FrameMeter.Violation.slow) { try waiting.check(at: at(9300)) }
    }

    @Test func `[97] A peer that ignores our goodbye has its bound too`() throws {
        var meter = meter()
        #expect(violation(&meter, Self.preface) == nil)
        for time in [100, 150] as [UInt64] {
            RawFrame.frame(7, [UInt8](repeating: 0, count: 8)).withUnsafeBytes { meter.write($0, at: at(time)) }
        }
        try meter.check(at: at(159))
        #expect(throws: FrameMeter.Violation.farewell) { try meter.check(at: at(160)) }
    }

    @Test func `[99] A header block has its bound over all its frames`() {
        var meter = meter()
        #expect(violation(&meter, Self.preface + RawFrame.headers(1, isComplete: false)) == nil)
        let part = RawFrame.continuation(1, [UInt8](repeating: 0, count: 10_000))
        for _ in 0..<3 { #expect(violation(&meter, part) == nil) }
        #expect(violation(&meter, part) == .headers)
    }

    @Test func `[98] A connection holds no more than its bound`() {
        var meter = meter { $0.heldByConnection = 100 }
        #expect(
            violation(
                &meter, Self.preface + RawFrame.headers(1) + RawFrame.data(1, RawFrame.prefix(.max) + [UInt8](repeating: 0, count: 95)))
                == nil)
        #expect(violation(&meter, RawFrame.data(1, [0])) == .held)
        let pool = HeldBytes(limit: 100)
        #expect(pool.change(by: 100))
        #expect(!pool.change(by: 1))
        #expect(pool.change(by: -101) && pool.current == 0)
    }

    @Test func `[97][98] Streams are bounded also for a peer that never acknowledges our settings`() throws {
        var meter = meter { $0.concurrentStreams = 2 }
        #expect(violation(&meter, Self.preface) == nil)
        for stream in 0..<100 as Range<UInt32> {
            #expect(violation(&meter, RawFrame.headers(2 * stream + 1) + RawFrame.data(2 * stream + 1, [], ends: true)) == nil)
            RawFrame.frame(1, flags: 5, stream: 2 * stream + 1, [0x88]).withUnsafeBytes { meter.write($0, at: at(0)) }
        }
        #expect(meter.openStreams == 0)
        for stream in 100..<104 as Range<UInt32> {
            #expect(violation(&meter, RawFrame.headers(2 * stream + 1) + RawFrame.data(2 * stream + 1, [], ends: true)) == nil)
        }
        try meter.check(at: at(10_000))
        #expect(violation(&meter, RawFrame.headers(301)) == .streams)
    }

    @Test func `[102] No bytes trap the meter`() {
        var state: UInt64 = 88_172_645_463_325_252
        for _ in 0..<2000 {
            var meter = meter()
            var bytes = Self.preface
            for _ in 0..<200 {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                bytes.append(state % 5 == 0 ? UInt8(truncatingIfNeeded: state >> 8) : UInt8(truncatingIfNeeded: state >> 8) & 9)
            }
            _ = violation(&meter, bytes)
            bytes.withUnsafeBytes { meter.write($0, at: at(0)) }
            #expect(meter.held >= 0)
        }
    }
}
