/// The two clocks of one machine, both in the hands of its host.
final class HostClock: @unchecked Sendable {
    private let engine: Engine
    private var wallOffset = 0
    private var monotonicOffset = 0
    private var frozenAt: Int?
    /// Whether somebody ever touched the monotonic clock.
    private(set) var isMonotonicTouched = false

    init(_ engine: Engine) { self.engine = engine }

    /// Seconds since 1970, as the host claims.
    var wall: UInt64 { UInt64(max(0, Int(Setting.startSeconds) + engine.now / 1_000_000 + wallOffset)) }

    /// Microseconds since the start of the machine, as the host claims.
    var monotonic: Int { (frozenAt ?? engine.now) + monotonicOffset }

    func jump(seconds: Int) { wallOffset += seconds }

    func freeze() {
        frozenAt = frozenAt ?? engine.now
        isMonotonicTouched = true
    }

    func goBack(microseconds: Int) {
        monotonicOffset -= microseconds
        isMonotonicTouched = true
    }

    /// Runs again as it should, from where it stands.
    func heal() {
        wallOffset = 0
        if let frozenAt { monotonicOffset += frozenAt - engine.now }
        frozenAt = nil
    }
}
