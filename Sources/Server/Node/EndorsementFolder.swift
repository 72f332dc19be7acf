import Attestation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The folder `endorsements` in a node's state: what vendors signed about this machine, put there by whoever keeps it current.
///
/// Nobody has to trust it: everything in it is verified by whoever uses it, and a file that cannot be read is an error.
final class EndorsementFolder: Sendable {
    /// The most files.
    static let maximumFiles = 64
    /// How long what was read is used.
    static let patience = Duration.seconds(30)

    private let path: String
    private let read = Mutex<(endorsements: Endorsements, at: ContinuousClock.Instant)?>(nil)

    init(state: String) { path = state + "/endorsements" }

    /// What the files hold now; none without the folder.
    var endorsements: Endorsements {
        get throws {
            if let read = read.withLock({ $0 }), read.at.duration(to: .now) < Self.patience { return read.endorsements }
            var found = Endorsements()
            for name in try names() {
                let bytes = try ConfigurationFile.read("\(path)/\(name)", atMost: EndorsementFile.maximumLength)
                found = found.union(try EndorsementFile.endorsements(in: bytes))
            }
            let result = found
            read.withLock { $0 = (result, .now) }
            return result
        }
    }

    /// Files in order; those whose names begin with a dot are left out.
    private func names() throws -> [String] {
        guard let folder = opendir(path) else {
            guard errno == ENOENT else { throw NodeError("the folder \(path) cannot be read: \(String(cString: strerror(errno)))") }
            return []
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            guard names.count < Self.maximumFiles else { throw NodeError("the folder \(path) has more than \(Self.maximumFiles) files") }
            names.append(name)
        }
        return names.sorted()
    }
}
