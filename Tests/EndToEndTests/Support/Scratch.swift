import Foundation

/// A folder with a short path, because the paths of Unix sockets are short; gone with the value.
final class Scratch: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/cloister-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SetupError("a scratch folder cannot be made: \(errno)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and gives its path.
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    /// Every regular file below.
    var files: [String] {
        let walk = FileManager.default.enumerator(atPath: path)
        return (walk?.compactMap { $0 as? String } ?? []).map { path + "/" + $0 }.filter { file in
            (try? FileManager.default.attributesOfItem(atPath: file)[.type] as? FileAttributeType) == .typeRegular
        }
    }
}

/// A test could not be set up.
struct SetupError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Asks again until the answer is not nil.
///
/// - Throws: ``SetupError`` when that takes far longer than a slow machine needs.
func eventually<Value>(_ what: String, within seconds: Int = 180, _ ask: () async throws -> Value?) async throws -> Value {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
        if let value = try await ask() { return value }
        try await Task.sleep(for: .milliseconds(30))
    }
    throw SetupError("waited in vain for \(what)")
}
