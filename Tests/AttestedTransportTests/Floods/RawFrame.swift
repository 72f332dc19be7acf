/// HTTP/2 frames and headers, written by hand.
enum RawFrame {
    static func frame(_ type: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8] = []) -> [UInt8] {
        let length = payload.count
        let head = [UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255), type, flags]
        return head + (0..<4).map { UInt8(truncatingIfNeeded: stream >> (24 - 8 * UInt32($0))) } + payload
    }

    static func settings() -> [UInt8] { frame(4) }
    static func ping() -> [UInt8] { frame(6, [UInt8](repeating: 1, count: 8)) }
    static func priority(_ stream: UInt32) -> [UInt8] { frame(2, stream: stream, [0, 0, 0, 0, 1]) }
    static func reset(_ stream: UInt32) -> [UInt8] { frame(3, stream: stream, [0, 0, 0, 8]) }
    static func windowUpdate(_ stream: UInt32, by increment: UInt32) -> [UInt8] {
        frame(8, stream: stream, (0..<4).map { UInt8(truncatingIfNeeded: increment >> (24 - 8 * UInt32($0))) })
    }
    static func data(_ stream: UInt32, _ bytes: [UInt8], ends: Bool = false) -> [UInt8] {
        frame(0, flags: ends ? 1 : 0, stream: stream, bytes)
    }

    /// The headers of a call, and more; `isComplete` says that no CONTINUATION follows.
    static func headers(
        _ stream: UInt32, path: String = "/grpc.health.v1.Health/Check", isComplete: Bool = true, and more: [UInt8] = []
    ) -> [UInt8] {
        frame(1, flags: isComplete ? 4 : 0, stream: stream, call(path) + more)
    }
    static func continuation(_ stream: UInt32, _ block: [UInt8], isLast: Bool = false) -> [UInt8] {
        frame(9, flags: isLast ? 4 : 0, stream: stream, block)
    }

    /// HPACK: a literal without indexing, name and value as they are.
    static func header(_ name: String, _ value: [UInt8]) -> [UInt8] { [0] + string(Array(name.utf8)) + string(value) }

    /// HPACK: a literal that goes into the dynamic table.
    static func indexed(_ name: String, _ value: [UInt8]) -> [UInt8] { [0x40] + string(Array(name.utf8)) + string(value) }

    /// A gRPC message's prefix.
    static func prefix(_ length: UInt32) -> [UInt8] { [0] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32($0))) } }

    private static func call(_ path: String) -> [UInt8] {
        header(":method", Array("POST".utf8)) + header(":scheme", Array("https".utf8)) + header(":path", Array(path.utf8))
            + header(":authority", Array("localhost".utf8)) + header("content-type", Array("application/grpc".utf8))
            + header("te", Array("trailers".utf8))
    }

    private static func string(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 127 else { return [UInt8(bytes.count)] + bytes }
        var (rest, length) = (bytes.count - 127, [UInt8(127)])
        while rest >= 128 {
            length.append(UInt8(rest & 127 | 128))
            rest >>= 7
        }
        return length + [UInt8(rest)] + bytes
    }
}
