import Wire

/// A record that has been opened.
public struct OpenedRecord: Equatable, Sendable {
    /// What it carries.
    public let type: RecordType
    /// Its content, without the padding.
    public let content: [UInt8]

    package init(type: RecordType, content: [UInt8]) {
        self.type = type
        self.content = content
    }
}

/// Opens the records of one direction of one call, and only in the order in which they were sealed. After a failure it opens nothing more.
public struct RecordOpener: Sendable {
    /// Memory up to this length is kept for the next record.
    private static let keptScratch = 2 << 20

    private let direction: RecordDirection
    private let cipher: MessageCipher
    private var order: RecordOrder
    private var associatedData: [UInt8]
    private var scratch: [UInt8] = []

    /// An opener for a call's first record.
    public init(_ key: RecordKey) {
        direction = key.direction
        cipher = MessageCipher(key.sealing)
        order = RecordOrder(key.direction)
        associatedData = key.associatedData
    }

    /// Whether the end record has been opened.
    public var hasEnded: Bool { order.hasEnded }

    /// Opens the next record and lends its content to `body`.
    public mutating func open<Result>(
        _ record: UnsafeRawBufferPointer, _ body: (RecordType, UnsafeRawBufferPointer) -> Result
    ) throws(SessionError) -> Result {
        let (type, length) = try openNext(record)
        defer { forgetIfLong() }
        return scratch.withUnsafeBytes { body(type, UnsafeRawBufferPointer(rebasing: $0[RecordFormat.lengthBytes...].prefix(length))) }
    }

    /// Opens the next record and lends its content to `body`, whose error it passes on.
    package mutating func open(
        _ record: UnsafeRawBufferPointer, lendTo body: (RecordType, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let (type, length) = try openNext(record)
        defer { forgetIfLong() }
        try scratch.withUnsafeBytes { try body(type, UnsafeRawBufferPointer(rebasing: $0[RecordFormat.lengthBytes...].prefix(length))) }
    }

    /// Opens the next record.
    public mutating func open(_ record: UnsafeRawBufferPointer) throws(SessionError) -> OpenedRecord {
        try open(record) { OpenedRecord(type: $0, content: Array($1)) }
    }

    /// Opens the next record.
    public mutating func open(_ record: [UInt8]) throws(SessionError) -> OpenedRecord {
        try record.withUnsafeBufferPointer { (bytes) throws(SessionError) in try open(UnsafeRawBufferPointer(bytes)) }
    }

    /// Opens the client's record 0.
    public mutating func openHeader(_ record: [UInt8]) throws(SessionError) -> CallHeader {
        try openValue(record, .header)
    }

    /// Opens the server's record 0.
    public mutating func openMetadata(_ record: [UInt8]) throws(SessionError) -> CallMetadata {
        try openValue(record, .header)
    }

    /// Opens the server's end.
    public mutating func openStatus(_ record: [UInt8]) throws(SessionError) -> CallStatus {
        try openValue(record, .end)
    }

    /// Throws ``SessionError/Code/truncated`` unless the end record has been opened. To be called when the stream is over.
    public func finish() throws(SessionError) {
        guard order.hasEnded else { throw SessionError(.truncated, "The stream ended without its sealed end: the outcome is unknown.") }
    }

    /// For tests of the limit.
    mutating func skip(to sequence: UInt64) { order.skip(to: sequence) }

    private mutating func openValue<Value: WireDecodable>(_ record: [UInt8], _ type: RecordType) throws(SessionError) -> Value {
        let opened = try open(record)
        do throws(SessionError) {
            guard opened.type == type else { throw SessionError(.order, "Another type of record was expected.") }
            return try SessionError.decoding(Value.self, opened.content, atMost: SessionLimits.recordPlaintext)
        } catch {
            order.fail()
            throw error
        }
    }

    /// Opens the next record to the start of `scratch`, as length, content and padding, and says what it is and how long its content.
    private mutating func openNext(_ record: UnsafeRawBufferPointer) throws(SessionError) -> (RecordType, Int) {
        do throws(SessionError) {
            guard record.count <= SessionLimits.record else { throw SessionError(.length, "A record is longer than its limit.") }
            let paddedLength = record.count - RecordFormat.overhead
            guard paddedLength >= RecordFormat.lengthBytes, let type = RecordType(rawValue: record[0]) else {
                throw SessionError(.malformed, "The bytes are no record.")
            }
            try order.admit(type, paddedLength: paddedLength)
            RecordFormat.fill(&associatedData, sequence: order.sequence, type: type)
            try decrypt(record, paddedLength)
            if type == .end, direction == .clientToServer, paddedLength != RecordFormat.paddedLength(of: 0) {
                throw SessionError(.malformed, "A client's end carries nothing.")
            }
            let length = scratch.withUnsafeBytes { Int(UInt32(bigEndian: $0.loadUnaligned(as: UInt32.self))) }
            guard length <= SessionLimits.recordPlaintext, RecordFormat.paddedLength(of: length) == paddedLength else {
                throw SessionError(.malformed, "A record's padding has another length than its content calls for.")
            }
            order.advance(type, paddedLength: paddedLength)
            return (type, length)
        } catch {
            order.fail()
            throw error
        }
    }

    private mutating func forgetIfLong() {
        if scratch.count > Self.keptScratch { scratch = [] }
    }

    /// Decrypts to the start of `scratch`.
    private mutating func decrypt(_ record: UnsafeRawBufferPointer, _ paddedLength: Int) throws(SessionError) {
        if scratch.count < paddedLength { scratch = [UInt8](repeating: 0, count: paddedLength) }
        let sequence = order.sequence
        let isOpen = scratch.withUnsafeMutableBytes { scratch in
            associatedData.withUnsafeBytes { associatedData in
                RecordNonce.with(sequence) { nonce, part in
                    part.copyMemory(from: UnsafeRawBufferPointer(rebasing: record[1..<RecordFormat.prefixBytes]))
                    return cipher.open(
                        UnsafeRawBufferPointer(rebasing: record[RecordFormat.prefixBytes...]), nonce: nonce,
                        authenticating: associatedData, into: scratch)
                }
            }
        }
        guard isOpen else {
            throw SessionError(.decryption, "A record does not open: it was changed, moved, or sealed for something else.")
        }
    }
}
