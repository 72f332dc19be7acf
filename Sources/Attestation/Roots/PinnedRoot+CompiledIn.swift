import Wire

extension PinnedRoot {
    /// A root that is a constant of this library, in base64 over any number of lines. A constant that is no root is a fault of the program.
    static func compiledIn(_ base64: String) -> PinnedRoot {
        guard let der = Base64.decode(base64.utf8.filter { $0 != UInt8(ascii: "\n") }), let root = try? PinnedRoot(der: der) else {
            preconditionFailure("a root that is compiled in is no root")
        }
        return root
    }
}
