import Crypto
import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

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
    private let key: RecordKey
    private var order: RecordOrder
    private var associatedData: [UInt8]

    /// An opener for a call's first record.
    public init(_ key: RecordKey) {
        self.key = key
        order = RecordOrder(key.direction)
        associatedData = key.associatedData
    }

    /// Whether the end record has been opened.
    public var hasEnded: Bool { order.hasEnded }

    /// Opens the next record and lends its content to `body`.
    public mutating func open<Result>(
        _ record: UnsafeRawBufferPointer, _ body: (RecordType, UnsafeRawBufferPointer) -> Result
    ) throws(SessionError) -> Result {
        do throws(SessionError) { return try openNext(record, body) } catch {
            order.fail()
            throw error
        }
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

    private mutating func openNext<Result>(
        _ record: UnsafeRawBufferPointer, _ body: (RecordType, UnsafeRawBufferPointer) -> Result
    ) throws(SessionError) -> Result {
        guard record.count <= SessionLimits.record else { throw SessionError(.length, "A record is longer than its limit.") }
        let paddedLength = record.count - RecordFormat.overhead
        guard paddedLength >= RecordFormat.lengthBytes, let type = RecordType(rawValue: record[0]) else {
            throw SessionError(.malformed, "The bytes are no record.")
        }
        try order.admit(type, paddedLength: paddedLength)
        RecordFormat.fill(&associatedData, sequence: order.sequence, type: type)
        let padded = try decrypt(record)
        if type == .end, key.direction == .clientToServer, paddedLength != RecordFormat.paddedLength(of: 0) {
            throw SessionError(.malformed, "A client's end carries nothing.")
        }
        let result: Result? = padded.withUnsafeBytes { bytes in
            let length = Int(UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)))
            guard length <= SessionLimits.recordPlaintext, RecordFormat.paddedLength(of: length) == bytes.count else { return nil }
            return body(type, UnsafeRawBufferPointer(rebasing: bytes[RecordFormat.lengthBytes...].prefix(length)))
        }
        guard let result else {
            throw SessionError(.malformed, "A record's padding has another length than its content calls for.")
        }
        order.advance(type, paddedLength: paddedLength)
        return result
    }

    private func decrypt(_ record: UnsafeRawBufferPointer) throws(SessionError) -> Data {
        do {
            let nonce = try RecordNonce.make(order.sequence, UnsafeRawBufferPointer(rebasing: record[1..<RecordFormat.prefixBytes]))
            let tag = UnsafeRawBufferPointer(rebasing: record.suffix(RecordFormat.tagBytes))
            let ciphertext = UnsafeRawBufferPointer(rebasing: record[RecordFormat.prefixBytes...].dropLast(RecordFormat.tagBytes))
            let box = try AES.GCM.SealedBox(nonce: nonce, ciphertext: ciphertext, tag: tag)
            return try AES.GCM.open(box, using: key.sealing, authenticating: associatedData)
        } catch { throw SessionError(.decryption, "A record does not open: it was changed, moved, or sealed for something else.") }
    }
}
