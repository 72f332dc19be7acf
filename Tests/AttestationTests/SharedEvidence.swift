import Foundation
import Testing

/// Evidence of real machines and what their vendors published, which are kept beside the repository.
enum SharedEvidence {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "../../../shared/vectors/evidence")

    /// Whether it is there; tests that need it say so where it is not.
    static var isThere: Bool { FileManager.default.fileExists(atPath: folder.appendingPathComponent("INDEX.json").path) }

    static let absence: Comment = "There is no evidence of real machines in ../shared/vectors/evidence."

    /// Whether this one file is there.
    static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path) }

    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appendingPathComponent(path))) }

    /// All files below a folder whose names end so, as paths from the top.
    static func files(below path: String, ending suffix: String) throws -> [String] {
        let names = FileManager.default.subpaths(atPath: folder.appendingPathComponent(path).path) ?? []
        return names.filter { $0.hasSuffix(suffix) }.sorted().map { "\(path)/\($0)" }
    }
}
