public import Wire

/// Proof that auditors signed two histories: two notes, each signed by a quorum, of which only one can be true.
public struct ReleaseAlarm: Hashable, Sendable, WireCodable {
    /// The note that was accepted before.
    public let held: SignedNote
    /// The note that contradicts it.
    public let shown: SignedNote

    init(held: SignedNote, shown: SignedNote) {
        self.held = held
        self.shown = shown
    }

    public func encode(into writer: inout ByteWriter) {
        writer.variable(held.bytes)
        writer.variable(shown.bytes)
    }

    public init(from reader: inout ByteReader) throws(WireError) {
        held = try Self.note(&reader)
        shown = try Self.note(&reader)
    }

    private static func note(_ reader: inout ByteReader) throws(WireError) -> SignedNote {
        guard let note = try? SignedNote(try reader.variable(atMost: SignedNote.maximumBytes)) else {
            throw .invalid("an alarm without two signed notes")
        }
        return note
    }
}
