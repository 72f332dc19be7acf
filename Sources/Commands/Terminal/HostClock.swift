#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// This machine's clock, read where a command begins.
enum HostClock {
    /// Seconds since 1970.
    static var now: UInt64 { UInt64(max(0, time(nil))) }
}
