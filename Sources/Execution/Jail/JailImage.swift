import CHost
import Glibc

/// What a jail's file system holds, and how bubblewrap makes it: the jail's program, its libraries, an empty /tmp, and nothing else.
struct JailImage: Sendable {
    /// The program that makes the name spaces.
    let bubblewrap: String
    /// Host paths of files, by their path in the jail.
    private let files: [(host: String, jail: String)]
    private let filter: [UInt8]

    private static let program = "/jail"
    private static let resolutionTime = Duration.seconds(20)

    /// Finds out what the jail's program and ONNX Runtime need. Blocks for some milliseconds.
    init(program: String, onnxRuntime: String?, bubblewrap: String) throws {
        try Self.require(bubblewrap, "bubblewrap", access: X_OK)
        try Self.require(program, "the jail's program", access: X_OK)
        if let onnxRuntime { try Self.require(onnxRuntime, "ONNX Runtime", access: R_OK) }
        self.bubblewrap = bubblewrap
        filter = try JailFilter.outer.exported()

        var libraries = try Self.libraries(of: program)
        if let onnxRuntime {
            libraries.merge(try Self.libraries(of: onnxRuntime)) { first, _ in first }
            libraries[JailProtocol.onnxRuntimePath] = onnxRuntime
        }
        files = [(program, Self.program)] + libraries.sorted { $0.key < $1.key }.map { ($0.value, $0.key) }
    }

    /// bubblewrap's arguments. It reads the filter from `filterDescriptor`.
    func arguments(filterDescriptor: Int32) -> [String] {
        var arguments = [
            bubblewrap, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--uid", "65534", "--gid", "65534",
            "--hostname", "jail", "--clearenv",
        ]
        // Nothing of a run is in the environment. The backtracer would start a program.
        for (name, value) in [("ORT_DISABLE_TELEMETRY", "1"), ("SWIFT_BACKTRACE", "enable=no")] { arguments += ["--setenv", name, value] }
        arguments += ["--size", "65536", "--tmpfs", "/tmp", "--symlink", "lib", "/lib64"]
        for file in files { arguments += ["--ro-bind", file.host, file.jail] }
        arguments += ["--chdir", "/", "--seccomp", "\(filterDescriptor)", "--remount-ro", "/", Self.program]
        return arguments
    }

    /// The outer filter as a file that bubblewrap reads; each start needs its own, because the offset is shared.
    func filterFile() throws(SystemError) -> MemoryFile { try .sealed(name: "filter", filter) }

    private static func require(_ path: String, _ what: String, access mode: Int32) throws(ExecutionError) {
        guard path.hasPrefix("/"), access(path, mode) == 0 else {
            throw ExecutionError(.notInstalled, "\(path) is missing or cannot be used: install \(what).")
        }
    }

    /// The libraries of a program by their path in the jail, all in one folder, where the loader looks by default.
    private static func libraries(of path: String) throws -> [String: String] {
        var libraries: [String: String] = [:]
        for line in try listing(of: path).split(separator: "\n") {
            // "libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x…)", "/lib64/ld-linux-x86-64.so.2 (0x…)" or "linux-vdso.so.1 (0x…)"
            let words = line.split { $0 == " " || $0 == "\t" }
            guard let first = words.first else { continue }
            if words.count >= 3, words[1] == "=>" {
                guard words[2].hasPrefix("/") else {
                    throw ExecutionError(.notInstalled, "\(path) needs the library \(first): install it.")
                }
                libraries["/lib/\(first)"] = String(words[2])
            } else if first.hasPrefix("/"), let name = first.split(separator: "/").last {
                libraries["/lib/\(name)"] = String(first)
            }
        }
        return libraries
    }

    /// What the system's loader says it would load. The file is part of what was measured: it is not run.
    private static func listing(of path: String) throws -> String {
        let loaders: [String] = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"]
        let loader = loaders.first { access($0, X_OK) == 0 }
        guard let loader else {
            throw ExecutionError(.notInstalled, "The system's program loader is not where it is expected: this system is not supported.")
        }
        let output = try MemoryFile(name: "listing")
        let process = try ChildProcess(path: loader, arguments: [loader, "--list", path], descriptors: [-1, output.descriptor, -1])
        defer { process.end() }
        guard process.reap(within: resolutionTime) == 0 else {
            throw ExecutionError(.notInstalled, "The libraries of \(path) could not be listed: install it anew.")
        }
        return String(decoding: try output.readable(atMost: 1 << 20), as: UTF8.self)
    }
}
