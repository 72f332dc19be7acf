/// Where a stream stands in its gRPC messages: a byte of flags, a length of four bytes, and so many bytes.
struct MessagePlace {
    private static let prefixLength = 5
    private var prefix = 0
    private var length: UInt32 = 0
    private var remaining = 0
    /// Bytes of the message that is not there as a whole yet.
    private(set) var held = 0
    /// Whether a whole message has been there.
    private(set) var hasMessage = false

    /// Whether a message is awaited that has to come: the first, or the rest of one.
    var isPending: Bool { !hasMessage || held > 0 }

    /// Goes on over some of the stream's data.
    mutating func read(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if prefix < Self.prefixLength {
                if prefix > 0 { length = length << 8 | UInt32(rest[rest.startIndex]) }
                prefix += 1
                held += 1
                rest = rest.dropFirst()
                if prefix == Self.prefixLength { remaining = Int(length) }
            } else {
                let part = min(remaining, rest.count)
                remaining -= part
                held += part
                rest = rest.dropFirst(part)
            }
            if prefix == Self.prefixLength, remaining == 0 {
                (prefix, length, held, hasMessage) = (0, 0, 0, true)
            }
        }
    }
}
