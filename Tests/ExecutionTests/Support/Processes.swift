import Glibc

/// What the system says about processes.
enum Processes {
    private static var all: [(number: Int32, parent: Int32, group: Int32)] {
        guard let entries = opendir("/proc") else { return [] }
        defer { closedir(entries) }
        var all: [(number: Int32, parent: Int32, group: Int32)] = []
        while let entry = readdir(entries) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            guard let number = Int32(name) else { continue }
            // "number (name) state parent group …"; the name may hold anything but is the last thing in parentheses.
            let fields = text("/proc/\(number)/stat").split(separator: ")").last?.split(separator: " ") ?? []
            if fields.count > 2, let parent = Int32(fields[1]), let group = Int32(fields[2]) { all.append((number, parent, group)) }
        }
        return all
    }

    /// All descendants of a process, itself first.
    static func family(of number: Int32) -> [Int32] {
        let all = all
        var family = [number]
        var index = 0
        while index < family.count {
            family += all.filter { $0.parent == family[index] }.map(\.number).sorted()
            index += 1
        }
        return family
    }

    /// The processes of a process group.
    static func group(_ number: Int32) -> [Int32] { all.filter { $0.group == number }.map(\.number) }

    /// The jail's own process.
    static func jail(below number: Int32) -> Int32 { family(of: number).last ?? number }

    static func text(_ path: String) -> String { String(decoding: bytes(path), as: UTF8.self) }

    static func bytes(_ path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    static func isThere(_ number: Int32) -> Bool { access("/proc/\(number)", F_OK) == 0 }

    /// A line such as `Seccomp_filters:	2` of a process's status.
    static func status(_ number: Int32, _ name: String) -> String? {
        let line = text("/proc/\(number)/status").split(separator: "\n").first { $0.hasPrefix(name + ":") }
        return line?.split(separator: "\t").last.map(String.init)
    }
}
