#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A fixed number of secret bytes, overwritten before their memory is given back. Immutable once made, hence `Sendable`.
final class SecretBytes: @unchecked Sendable {
    private let storage: UnsafeMutableRawBufferPointer

    init(count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) {
        storage = .allocate(byteCount: count, alignment: 16)
        fill(storage)
    }

    /// Fills memory from the operating system's generator, a multiple of eight bytes.
    static func random(_ bytes: UnsafeMutableRawBufferPointer) {
        var random = SystemRandomNumberGenerator()
        for offset in stride(from: 0, to: bytes.count, by: 8) {
            bytes.storeBytes(of: random.next(), toByteOffset: offset, as: UInt64.self)
        }
    }

    deinit {
        wipe(storage)
        storage.deallocate()
    }

    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(UnsafeRawBufferPointer(storage))
    }
}

/// Overwrites memory in a way that the optimiser may not drop.
func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
    guard let base = bytes.baseAddress else { return }
    #if canImport(Darwin)
        memset_s(base, bytes.count, 0, bytes.count)
    #else
        explicit_bzero(base, bytes.count)
    #endif
}
