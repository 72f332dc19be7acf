#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The machine's clock.
public enum SystemClock {
    /// Seconds since 1970.
    @Sendable public static func seconds() -> UInt64 { UInt64(max(0, time(nil))) }
}
