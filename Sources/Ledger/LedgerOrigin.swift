/// A ledger's unique name: the first line of its checkpoints and the name of its key, such as `cloister.example/ledger/5f3a`.
public struct LedgerOrigin: Hashable, Sendable, CustomStringConvertible {
    /// The longest name, in bytes.
    public static let maximumBytes = 255

    /// The name.
    public let name: String

    /// A name of 1 to 255 printable ASCII characters without space and `+`, which C2SP notes reserve.
    public init(_ name: String) throws(LedgerError) {
        let bytes = name.utf8
        let isPlain = bytes.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "+") }
        guard !bytes.isEmpty, bytes.count <= Self.maximumBytes, isPlain else {
            throw LedgerError(.wrongOrigin, "A ledger origin is 1 to 255 printable ASCII characters without spaces and +.")
        }
        self.name = name
    }

    /// The name.
    public var description: String { name }
}
