import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How many cores a sealing operation may use.
public struct Cores: Hashable, Sendable {
    /// At least one.
    public let count: Int

    /// At most `count` cores; fewer than one means one.
    public init(atMost count: Int) { self.count = max(1, count) }

    /// The calling thread alone.
    public static let one = Cores(atMost: 1)
    /// Every core that is online.
    public static let all = Cores(atMost: sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// Calls `body` once for each segment, in ascending order of start, and throws the failure of the lowest segment that failed.
    ///
    /// After a failure no further segment is started. Blocks until all that were started are done.
    func forEachSegment(
        _ segments: Range<Int>, _ body: @Sendable (Int) throws(SealedDataError) -> Void
    ) throws(SealedDataError) {
        let workers = min(count, segments.count)
        guard workers > 1 else {
            for segment in segments { try body(segment) }
            return
        }
        let next = Atomic(segments.lowerBound)
        let failure = Mutex<(segment: Int, error: SealedDataError)?>(nil)
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            while true {
                let segment = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard segment < segments.upperBound else { return }
                do throws(SealedDataError) {
                    try body(segment)
                } catch {
                    next.store(segments.upperBound, ordering: .relaxed)
                    failure.withLock { if $0.map({ segment < $0.segment }) ?? true { $0 = (segment, error) } }
                    return
                }
            }
        }
        if let failed = failure.withLock({ $0 }) { throw failed.error }
    }
}
