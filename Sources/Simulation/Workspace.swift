#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A folder of one process with the names of simulated disks: the real store looks at the owner and mode of its files before it opens them. Their contents are
/// in memory (`DiskFileSystem`).
package final class Workspace: Sendable {
    /// A folder could not be made.
    package struct Failure: Error {}

    private static let maximumSlots = 4
    private let path: String

    package init() throws {
        var template = Array("/tmp/cloister-simulation-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure() }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for slot in 0..<Self.maximumSlots {
            unlink("\(folder(slot))/\(DiskFileSystem.databaseName)")
            rmdir(folder(slot))
        }
        rmdir(path)
    }

    /// The folders of so many disks, made when they are asked for first.
    func folders(_ count: Int) throws -> [String] {
        try (0..<min(count, Self.maximumSlots)).map { slot in
            guard mkdir(folder(slot), 0o700) == 0 || errno == EEXIST else { throw Failure() }
            return folder(slot)
        }
    }

    private func folder(_ slot: Int) -> String { "\(path)/\(slot)" }
}
