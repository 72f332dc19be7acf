import Foundation
import Glibc

/// A program whose system calls fail on demand: Debian's libfiu before the program's own libraries.
struct FaultyDisk {
    private static let libraries = ["/usr/lib/fiu/fiu_run_preload.so", "/usr/lib/fiu/fiu_posix_preload.so"]
    private static let control = "/usr/bin/fiu-ctrl"

    /// Whether this machine has it.
    static var canRun: Bool { (libraries + [control]).allSatisfy { (path: String) in access(path, R_OK) == 0 } }

    private let pipes: String

    init(in scratch: Scratch) { pipes = scratch.path + "/fiu" }

    /// The environment of a program whose calls can be made to fail.
    var environment: [String] { ["LD_PRELOAD=\(Self.libraries.joined(separator: " "))", "FIU_CTRL_FIFO=\(pipes)"] }

    /// Makes calls of a running program fail from now on: a name such as `posix/io/rw/pwrite`, and an error number, as libfiu writes them.
    func fail(_ calls: String, of program: RealProgram) async throws {
        let control = try RealProgram(
            "/bin/bash", [Self.control, "-f", pipes, "-c", "enable name=\(calls)", "\(program.pid)"], log: pipes + ".log",
            environment: ["PATH=/usr/bin:/bin"])
        guard try await control.wait() == 0, !control.text.contains("rror") else { throw SetupError("libfiu refused: \(control.text)") }
    }
}
