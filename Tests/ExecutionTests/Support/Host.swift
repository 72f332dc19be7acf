import Glibc
import Testing

@testable import Execution

/// Where this machine has what jails need.
enum Host {
    /// The package's folder.
    static let package = #filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 }
    static let onnxRuntime = package + "/.wheels/onnxruntime/onnxruntime/capi/libonnxruntime.so.1.32.0"
    static let bubblewrap = "/usr/bin/bwrap"

    /// The jail's program, built beside the tests.
    static let jail: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        var folder = String(decoding: buffer.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: "/")
            .dropLast()
        while !folder.isEmpty {
            let path = "/" + folder.joined(separator: "/") + "/cloister-jail"
            if access(path, X_OK) == 0 { return path }
            folder = folder.dropLast()
        }
        return package + "/.build/debug/cloister-jail"
    }()

    static var canRun: Bool { access(bubblewrap, X_OK) == 0 && access(onnxRuntime, R_OK) == 0 && access(jail, X_OK) == 0 }
    static let why: Comment = "needs bubblewrap, ONNX Runtime below .wheels, and the built jail"

    static func image() throws -> JailImage { try JailImage(program: jail, onnxRuntime: onnxRuntime, bubblewrap: bubblewrap) }
}
