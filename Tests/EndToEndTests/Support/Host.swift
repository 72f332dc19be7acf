import Glibc
import Testing

/// Where this machine has the programs and what they need.
enum Host {
    /// The package's folder.
    static let package = #filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 }
    static let onnxRuntime = package + "/.wheels/onnxruntime/onnxruntime/capi/libonnxruntime.so.1.32.0"
    static let bubblewrap = "/usr/bin/bwrap"

    static let measurer = program("cloister-measurer")
    static let node = program("cloisterd-dev")
    static let jail = program("cloister-jail")
    static let client = program("cloister")

    static var canRun: Bool {
        [measurer, node, jail, client, bubblewrap].allSatisfy { (path: String) in access(path, X_OK) == 0 }
            && access(onnxRuntime, R_OK) == 0
    }
    static let why: Comment = "needs bubblewrap, ONNX Runtime below .wheels, and the built programs"

    /// A product, built beside the tests' own bundle.
    private static func program(_ name: String) -> String {
        let bundle = CommandLine.arguments.last { $0.contains(".xctest") } ?? ""
        var folder = bundle.split(separator: "/").dropLast()
        while bundle.hasPrefix("/"), !folder.isEmpty {
            let path = "/" + folder.joined(separator: "/") + "/" + name
            if access(path, X_OK) == 0 { return path }
            folder = folder.dropLast()
        }
        return package + "/.build/debug/" + name
    }
}
