#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the host says the time is. It dates log lines and files; nothing expires by it, but that a ledger without a quorum of witnesses looks at it
/// once, at opening, and moves its own time forward.
enum HostClock {
    /// Seconds since 1970.
    static func now() -> UInt64 { UInt64(max(0, time(nil))) }
}
