/// Where a source begins: `https://host[:port][/path]`, or http to this machine itself.
public struct SourceURL: Hashable, Sendable, CustomStringConvertible {
    /// The longest address.
    static let maximumLength = 256
    private static let loopback: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

    /// Host and port, in lower case: what requests are counted by.
    package let authority: String
    /// The address without a slash at its end.
    public let description: String

    /// Reads an address; throws `invalidSource` for another scheme, for http to another machine, and for user, query or fragment.
    public init(_ text: String) throws(CollateralError) {
        let (secure, plain) = ("https://", "http://")
        let wrong = CollateralError(.invalidSource, "a source is https://host[:port][/path], or http:// on this machine alone")
        guard text.utf8.count <= Self.maximumLength, text.utf8.allSatisfy(Self.isAllowed),
            let scheme = [secure, plain].first(where: text.hasPrefix)
        else { throw wrong }
        var address = Substring(text)
        while address.hasSuffix("/"), address.utf8.count > scheme.utf8.count { address.removeLast() }
        let parts = address.dropFirst(scheme.utf8.count).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let authority = parts.first?.lowercased(), let host = Self.host(of: authority) else { throw wrong }
        guard scheme == secure || Self.loopback.contains(host) else { throw wrong }
        self.authority = authority
        description = String(address)
    }

    /// Letters, digits and what paths, ports and IPv6 addresses are written with: no `@`, `?`, `#`, `%`, spaces or control characters.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._~/:[]".utf8.contains(byte)
        }
    }

    /// The host of an authority whose port, if it has one, is a number; nil for anything else.
    private static func host(of authority: String) -> String? {
        let end = authority.lastIndex(of: "]").map { authority.index(after: $0) } ?? authority.firstIndex(of: ":") ?? authority.endIndex
        let (host, rest) = (String(authority[..<end]), authority[end...])
        if !rest.isEmpty {
            guard rest.first == ":", let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
        }
        guard !host.isEmpty, host.hasPrefix("[") == host.hasSuffix("]"), !host.contains("/") else { return nil }
        return host
    }
}
