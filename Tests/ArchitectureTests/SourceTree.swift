import Foundation

/// The Swift files of this repository as text, found from this file's own place in it.
struct SourceTree {
    /// One Swift file.
    struct File {
        /// The target's folder below Sources or Tests.
        let target: String
        /// The path from the repository's root.
        let path: String
        let lines: [Substring]
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    let files: [File]

    /// The files below a top-level folder, generated code excepted.
    init(_ folder: String) throws {
        let base = Self.root.appending(path: folder)
        files = try FileManager.default.subpathsOfDirectory(atPath: base.path)
            .filter { $0.hasSuffix(".swift") && !$0.contains("/Generated/") }
            .sorted()
            .map { path in
                let text = try String(contentsOf: base.appending(path: path), encoding: .utf8)
                return File(
                    target: String(path.prefix { $0 != "/" }),
                    path: "\(folder)/\(path)",
                    lines: text.split(separator: "\n", omittingEmptySubsequences: false))
            }
    }
}

extension SourceTree.File {
    /// The modules that this file imports, each with what stands before the word `import`.
    var imports: [(module: String, prefix: String)] {
        lines.compactMap { line in
            let words = line.split(separator: " ")
            guard let position = words.firstIndex(of: "import"), position + 1 < words.count else { return nil }
            let prefix = words[..<position]
            guard prefix.allSatisfy({ $0.hasPrefix("@") || ["public", "package", "internal", "fileprivate", "private"].contains($0) })
            else { return nil }
            // `import struct Module.Name` names the module in its last word.
            let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
            let name = kinds.contains(words[position + 1]) ? words.last : words[position + 1]
            return name.map { (String($0.prefix { $0 != "." && $0 != ";" }), prefix.joined(separator: " ")) }
        }
    }
}
