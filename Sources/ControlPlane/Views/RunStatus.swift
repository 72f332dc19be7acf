/// Where a run stands.
public enum RunStatus: UInt8, Hashable, Sendable, CaseIterable {
    /// Admitted, charged and waiting for an executor.
    case queued = 1
    /// An executor holds its lease.
    case running = 2
    /// Its result is committed.
    case succeeded = 3
    /// It ended without a result.
    case failed = 4
    /// It was canceled.
    case canceled = 5

    /// Whether nothing can change any more.
    public var isFinal: Bool { self == .succeeded || self == .failed || self == .canceled }
}
