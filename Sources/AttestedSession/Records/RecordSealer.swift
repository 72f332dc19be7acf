import Crypto
import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Seals the records of one direction of one call, in order: header, messages, end.
///
/// The nonce is the sequence and 64 bits of a keyed hash of the record. Two records of one sealer never share it; should a process be cloned
/// with its memory, two different plaintexts in the same place do not share it either.
public struct RecordSealer: Sendable {
    private let key: RecordKey
    private var order: RecordOrder
    private var associatedData: [UInt8]

    /// A sealer for a call's first record.
    public init(_ key: RecordKey) {
        self.key = key
        order = RecordOrder(key.direction)
        associatedData = key.associatedData
    }

    /// The length of a record, in bytes.
    public static func sealedLength(of plaintextLength: Int) -> Int { RecordFormat.sealedLength(of: plaintextLength) }

    /// Whether the end record has been sealed.
    public var hasEnded: Bool { order.hasEnded }

    /// Seals one record into `output`, which must have ``sealedLength(of:)`` bytes.
    public mutating func seal(
        _ type: RecordType, _ plaintext: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer
    ) throws(SessionError) {
        guard plaintext.count <= SessionLimits.recordPlaintext else {
            throw SessionError(.length, "A record holds at most \(SessionLimits.recordPlaintext) bytes.")
        }
        guard output.count == RecordFormat.sealedLength(of: plaintext.count) else {
            throw SessionError(.limit, "The output has another length than the record.")
        }
        let paddedLength = RecordFormat.paddedLength(of: plaintext.count)
        try order.admit(type, paddedLength: paddedLength)
        RecordFormat.fill(&associatedData, sequence: order.sequence, type: type)
        let padded = [UInt8](unsafeUninitializedCapacity: paddedLength) { buffer, count in
            let target = UnsafeMutableRawBufferPointer(buffer)
            target.storeBytes(of: UInt32(plaintext.count).bigEndian, as: UInt32.self)
            let content = RecordFormat.lengthBytes..<RecordFormat.lengthBytes + plaintext.count
            UnsafeMutableRawBufferPointer(rebasing: target[content]).copyMemory(from: plaintext)
            UnsafeMutableRawBufferPointer(rebasing: target[content.upperBound...]).initializeMemory(as: UInt8.self, repeating: 0)
            count = paddedLength
        }
        var mac = HMAC<SHA256>(key: key.nonces)
        mac.update(data: associatedData)
        mac.update(data: padded)
        let code = mac.finalize()
        output[0] = type.rawValue
        code.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(rebasing: output[1..<RecordFormat.prefixBytes])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0.prefix(RecordFormat.nonceBytes)))
        }
        do {
            let nonce = try RecordNonce.make(order.sequence, UnsafeRawBufferPointer(rebasing: output[1..<RecordFormat.prefixBytes]))
            let box = try AES.GCM.seal(padded, using: key.sealing, nonce: nonce, authenticating: associatedData)
            box.ciphertext.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: output[RecordFormat.prefixBytes...].prefix(paddedLength)).copyMemory(from: $0)
            }
            box.tag.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: output[(RecordFormat.prefixBytes + paddedLength)...]).copyMemory(from: $0)
            }
        } catch {
            order.fail()
            throw SessionError(.key, "A record cannot be sealed.")
        }
        order.advance(type, paddedLength: paddedLength)
    }

    /// Seals one record.
    public mutating func seal(_ type: RecordType, _ plaintext: UnsafeRawBufferPointer) throws(SessionError) -> [UInt8] {
        guard plaintext.count <= SessionLimits.recordPlaintext else {
            throw SessionError(.length, "A record holds at most \(SessionLimits.recordPlaintext) bytes.")
        }
        let length = RecordFormat.sealedLength(of: plaintext.count)
        do {
            return try [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
                try seal(type, plaintext, to: UnsafeMutableRawBufferPointer(buffer))
                count = length
            }
        } catch let error as SessionError { throw error } catch { throw SessionError(.key, "A record cannot be sealed.") }
    }

    /// Seals one record.
    public mutating func seal(_ type: RecordType, _ plaintext: [UInt8]) throws(SessionError) -> [UInt8] {
        try plaintext.withUnsafeBufferPointer { (bytes) throws(SessionError) in try seal(type, UnsafeRawBufferPointer(bytes)) }
    }

    /// Seals a call's header, as the client's record 0.
    public mutating func sealHeader(_ header: CallHeader) throws(SessionError) -> [UInt8] { try seal(.header, header.wireBytes) }

    /// Seals the server's initial metadata, as its record 0.
    public mutating func sealHeader(_ metadata: CallMetadata) throws(SessionError) -> [UInt8] { try seal(.header, metadata.wireBytes) }

    /// Seals the client's end.
    public mutating func sealEnd() throws(SessionError) -> [UInt8] { try seal(.end, []) }

    /// Seals the server's end.
    public mutating func sealEnd(_ status: CallStatus) throws(SessionError) -> [UInt8] { try seal(.end, status.wireBytes) }

    /// For tests of the limit.
    mutating func skip(to sequence: UInt64) { order.skip(to: sequence) }
}

enum RecordNonce {
    /// Sequence 4, big-endian ‖ the record's own part 8.
    static func make(_ sequence: UInt64, _ part: UnsafeRawBufferPointer) throws -> AES.GCM.Nonce {
        try withUnsafeTemporaryAllocation(byteCount: 12, alignment: 4) { nonce in
            nonce.storeBytes(of: UInt32(truncatingIfNeeded: sequence).bigEndian, as: UInt32.self)
            UnsafeMutableRawBufferPointer(rebasing: nonce[4...]).copyMemory(from: part)
            return try AES.GCM.Nonce(data: UnsafeRawBufferPointer(nonce))
        }
    }
}
