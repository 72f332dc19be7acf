import Foundation

/// How much address space the process ever had, which an allocation makes larger although nothing touches it.
enum MemoryOfClaims {
    /// Mebibytes by which the peak grows while `body` runs.
    static func growth(_ body: () -> Void) throws -> Double {
        let before = try peak()
        body()
        return Double(try peak() - before) / 1024
    }

    /// The peak in KiB.
    private static func peak() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmPeak:") }), let value = Int(line.filter(\.isNumber))
        else { throw FigureError("/proc/self/status does not say how much memory there was") }
        return value
    }
}
