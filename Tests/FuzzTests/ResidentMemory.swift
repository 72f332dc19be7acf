import Glibc

/// What of this process's memory the kernel holds in pages, as `/proc` tells.
enum ResidentMemory {
    /// Bytes now.
    static var now: Int {
        let pages = text("/proc/self/statm").split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return (pages ?? 0) * sysconf(Int32(_SC_PAGESIZE))
    }

    /// Returns what is free to the kernel: the C library keeps it otherwise. Its header has no module.
    static func giveBack() {
        guard let symbol = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> CInt).self)(0)
    }

    /// Bytes once what is free is the kernel's again: at most `bound`, or what is left after five seconds.
    static func settled(atMost bound: Int) async throws -> Int {
        for _ in 0..<100 {
            giveBack()
            if now <= bound { break }
            // Connections end in their own time.
            try await Task.sleep(for: .milliseconds(50))
        }
        return now
    }

    /// Bytes of address space; nil if the kernel does not tell.
    static var addressSpace: Int? {
        text("/proc/self/statm").split(separator: " ").first.flatMap { Int($0) }.map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
    }

    /// The most bytes since ``forgetPeak()``.
    static var peak: Int {
        let line = text("/proc/self/status").split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split { !$0.isNumber }.first.flatMap { Int($0) } ?? .max >> 10) << 10
    }

    /// Has the kernel measure the peak anew; false if it does not.
    static func forgetPeak() -> Bool {
        let descriptor = open("/proc/self/clear_refs", O_WRONLY)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return write(descriptor, "5", 1) == 1
    }

    private static func text(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 16 << 10)
        let count = read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
