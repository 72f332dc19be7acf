import ArgumentParser
import Foundation
import SealedData

/// Sealing and opening, beside OpenSSL's speed at the same cipher and `cp`'s speed at the same file.
struct SealingFigures: FigureGroup {
    private static let runs = 5
    private static let memoryLength = 16 << 20
    private static let passes = 64
    private static let fileLength = 1 << 30

    let name = "seal"

    func measure() async throws -> [Figure] {
        try await memory() + file()
    }

    // MARK: Memory

    private func memory() async throws -> [Figure] {
        let key = DataKey()
        let plaintext = (0..<Self.memoryLength).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        var sealed: [UInt8] = []
        var opened: [UInt8] = []
        // One pass that is not measured: it maps the memory that the others use again.
        for cores in [Cores.one, .all] {
            try SealedStream.seal(plaintext, key: key, associatedData: [], into: &sealed, cores: cores)
            try SealedStream.open(sealed, key: key, associatedData: [], into: &opened, cores: cores)
            guard opened == plaintext else { throw FigureError("what was opened is not what was sealed") }
        }

        var sealing: [Double] = []
        var opening: [Double] = []
        var twoCores: [Double] = []
        let two = Cores(atMost: min(2, Cores.all.count))
        for _ in 0..<Self.runs {
            let reference = try openSSL()
            let seal = try time { try SealedStream.seal(plaintext, key: key, associatedData: [], into: &sealed, cores: .one) }
            let open = try time { try SealedStream.open(sealed, key: key, associatedData: [], into: &opened, cores: .one) }
            let both = try time { try SealedStream.seal(plaintext, key: key, associatedData: [], into: &sealed, cores: two) }
            sealing.append(Self.bytes / seal.processor.seconds / reference)
            opening.append(Self.bytes / open.processor.seconds / reference)
            twoCores.append(seal.wall / both.wall)
        }
        return [
            Figure(name: "seal.memory.oneCore.vsOpenSSL", value: sealing.median, unit: "ratio", target: 1.2, better: .higher),
            Figure(name: "open.memory.oneCore.vsOpenSSL", value: opening.median, unit: "ratio", target: 1.5, better: .higher),
            Figure(name: "seal.memory.twoCores.vsOne", value: twoCores.median, unit: "ratio", target: 1.6, better: .higher),
        ]
    }

    private static var bytes: Double { Double(memoryLength * passes) }

    /// By the clock on the wall, and by this thread's own, which is the one that `openssl speed` goes by.
    private func time(_ body: () throws -> Void) rethrows -> (wall: Duration, processor: Duration) {
        var processor = Duration.zero
        let wall = try ContinuousClock().measure {
            let start = processorTime()
            for _ in 0..<Self.passes { try body() }
            processor = processorTime() - start
        }
        return (wall, processor)
    }

    private func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// What `openssl speed` says of AES-256-GCM on one core, in bytes a second.
    private func openSSL() throws -> Double {
        let output = try Program.run("openssl", ["speed", "-evp", "aes-256-gcm", "-bytes", "1048576", "-seconds", "1", "-mr"])
        guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("+F:") }),
            let value = line.split(separator: ":").last.flatMap({ Double($0) }), value > 0
        else { throw FigureError("openssl speed gave no figure; install openssl (apt-get install openssl)") }
        return value
    }

    // MARK: Files

    private func file() async throws -> [Figure] {
        let memoryFiles = "/dev/shm"
        let root = FileManager.default.fileExists(atPath: memoryFiles) ? memoryFiles : NSTemporaryDirectory()
        let folder = "\(root)/cloister-bench-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (source, copy, sealed, opened) = (folder + "/source", folder + "/copy", folder + "/sealed", folder + "/opened")
        try makeFile(source)

        let key = DataKey()
        let ratio = try await median(of: Self.runs) {
            let copying = try ContinuousClock().measure { _ = try Program.run("cp", [source, copy]) }
            try FileManager.default.removeItem(atPath: copy)
            let sealing = try ContinuousClock().measure {
                _ = try SealedFile.seal(path: source, to: sealed, key: key, associatedData: [])
            }
            _ = try SealedFile.open(path: sealed, to: opened, key: key, associatedData: [])
            _ = try Program.run("cmp", [source, opened])
            for path in [sealed, opened] { try FileManager.default.removeItem(atPath: path) }
            return copying.seconds / sealing.seconds
        }
        let peak = try await median(of: Self.runs) {
            let output = try Program.run(CommandLine.arguments[0], ["seal-file", source, sealed])
            guard let kibibytes = Double(output.filter { !$0.isWhitespace }) else { throw FigureError("the child gave no figure") }
            return kibibytes / 1024
        }
        return [
            Figure(name: "seal.file.vsCp", value: ratio, unit: "ratio", target: 0.7, better: .higher),
            Figure(name: "seal.file.peakMemory", value: peak, unit: "MiB", target: 64, better: .lower),
        ]
    }

    private func makeFile(_ path: String) throws {
        // Ciphertext, so that no layer finds anything to compress or to leave out.
        let part = 64 << 20
        let zeros = [UInt8](repeating: 0, count: part)
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path) else {
            throw FigureError("cannot write \(path)")
        }
        defer { try? file.close() }
        for _ in 0..<Self.fileLength / part {
            try file.write(contentsOf: SealedStream.seal(zeros, key: DataKey(), associatedData: []).prefix(part))
        }
    }
}

extension BenchCommand {
    /// Seals one file in a process of its own, and prints the most memory that this took, in KiB.
    struct SealFile: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "seal-file", abstract: "Seals a file and prints the peak memory.", shouldDisplay: false)

        @Argument var source: String
        @Argument var destination: String

        func run() throws {
            _ = try SealedFile.seal(path: source, to: destination, key: DataKey(), associatedData: [])
            #if os(Linux)
                // Not getrusage: its maximum includes the parent's memory before this program was started.
                let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
                let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
                print(line?.filter(\.isNumber) ?? "")
            #else
                var usage = rusage()
                getrusage(RUSAGE_SELF, &usage)
                print(usage.ru_maxrss / 1024)
            #endif
        }
    }
}
