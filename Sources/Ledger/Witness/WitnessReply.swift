import Wire

/// A witness's answer in the terms of HTTP, for whatever carries it.
public struct WitnessReply: Hashable, Sendable {
    /// The content type of a size.
    public static let sizeType = "text/x.tlog.size"
    /// The content type of all else.
    public static let plainType = "text/plain; charset=utf-8"
    /// The longest body that is read, in bytes.
    public static let maximumBytes = 8 << 10

    /// 200, or why not.
    public let status: Int
    /// One of the two content types.
    public let type: String
    /// Cosignature lines, a size, or a sentence for people.
    public let body: [UInt8]

    /// An answer as it came.
    public init(status: Int, type: String, body: [UInt8]) {
        self.status = status
        self.type = type
        self.body = body
    }

    /// A cosignature.
    init(cosigned line: String) { self.init(status: 200, type: Self.plainType, body: Array(line.utf8)) }

    /// The size that was cosigned last, which is not the one the caller meant.
    init(conflict size: UInt64) { self.init(status: 409, type: Self.sizeType, body: Array("\(size)\n".utf8)) }

    /// A refusal with a sentence.
    init(_ status: Int, _ sentence: String) { self.init(status: status, type: Self.plainType, body: Array("\(sentence)\n".utf8)) }

    /// The size that a 409 names; nil for any other answer.
    var conflictingSize: UInt64? {
        guard status == 409, type == Self.sizeType, body.last == SignedNote.newline else { return nil }
        return UInt64(decimal: body.dropLast())
    }
}
