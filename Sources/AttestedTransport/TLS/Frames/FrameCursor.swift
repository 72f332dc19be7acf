/// Walks over the frames of an HTTP/2 connection as their bytes arrive, keeping nothing but its place.
///
/// RFC 9113, 4.1: length u24 ‖ type u8 ‖ flags u8 ‖ stream u32, of which the first bit means nothing; then so many bytes.
struct FrameCursor {
    /// A frame's first nine bytes.
    struct Header: Hashable {
        var length: UInt32
        var type: UInt8
        var flags: UInt8
        var stream: UInt32
    }

    /// What comes next in the bytes.
    enum Event {
        /// A frame begins.
        case begin(Header)
        /// Some of the frame's payload.
        case payload(Header, UnsafeRawBufferPointer)
        /// The frame has been there as a whole.
        case end(Header)
    }

    private static let headerLength = 9
    private var skip: Int
    private var gathered = 0
    private var header = Header(length: 0, type: 0, flags: 0, stream: 0)
    private var remaining = 0

    /// A cursor before the first frame; a client's connection begins with a preface of `preface` bytes.
    init(preface: Int) { skip = preface }

    /// Whether the preface has been there.
    var isBeyondPreface: Bool { skip == 0 }

    /// Reads on, and tells each event to `body`.
    mutating func read<Failure: Error>(
        _ bytes: UnsafeRawBufferPointer, _ body: (Event) throws(Failure) -> Void
    ) throws(Failure) {
        var rest = bytes[...]
        let skipped = min(skip, rest.count)
        skip -= skipped
        rest = rest.dropFirst(skipped)
        while !rest.isEmpty {
            if gathered < Self.headerLength {
                gather(rest[rest.startIndex])
                rest = rest.dropFirst()
                guard gathered == Self.headerLength else { continue }
                header.stream &= 0x7fff_ffff
                remaining = Int(header.length)
                try body(.begin(header))
            } else {
                let part = rest.prefix(remaining)
                try body(.payload(header, UnsafeRawBufferPointer(rebasing: part)))
                remaining -= part.count
                rest = rest.dropFirst(part.count)
            }
            guard remaining == 0 else { continue }
            let ended = header
            (gathered, header) = (0, Header(length: 0, type: 0, flags: 0, stream: 0))
            try body(.end(ended))
        }
    }

    private mutating func gather(_ byte: UInt8) {
        switch gathered {
        case 0..<3: header.length = header.length << 8 | UInt32(byte)
        case 3: header.type = byte
        case 4: header.flags = byte
        default: header.stream = header.stream << 8 | UInt32(byte)
        }
        gathered += 1
    }
}
